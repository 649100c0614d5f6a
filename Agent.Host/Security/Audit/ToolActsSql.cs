namespace Agent.Host.Security.Audit;

/// <summary>The statements that take calls from where they wait for the log.</summary>
internal static class ToolActsSql
{
    public const string HasConversations = "SELECT to_regclass('agent.inbox') IS NOT NULL AND to_regclass('agent.approvals') IS NOT NULL";

    public const string FindTenants = "SELECT DISTINCT tenant FROM backoffice.tool_acts ORDER BY tenant";

    /// <summary>Takes acts of a tenant, oldest first, with the request and the approval behind them where conversations are known here. $1 tenant, $2 the most.</summary>
    public static string Take(bool hasConversations) =>
        $"""
        WITH taken AS (
            DELETE FROM backoffice.tool_acts a USING (
                SELECT tenant, act_id FROM backoffice.tool_acts WHERE tenant = $1 ORDER BY act_id LIMIT $2 FOR UPDATE SKIP LOCKED
            ) t
            WHERE a.tenant = t.tenant AND a.act_id = t.act_id
            RETURNING a.*
        )
        SELECT t.at, t.tool, t.caller, t.role, t.customer_id, t.conversation_id, t.request_id, t.idempotency_key, t.arguments, t.outcome,
            {(hasConversations ? Request : "NULL")}, {(hasConversations ? Approval : "NULL")}
        FROM taken t ORDER BY t.act_id
        """;

    /// <summary>A turn has its input's number.</summary>
    private const string Request =
        """
        CASE WHEN t.request_id ~ '^t[0-9]{1,9}$' THEN
            (SELECT i.request_id FROM agent.inbox i WHERE i.tenant = t.tenant AND i.conversation_id = t.conversation_id AND i.number = substr(t.request_id, 2)::int) END
        """;

    /// <summary>An approval is sealed to the tool and its arguments; the newest that was given for just that is what the call rests on.</summary>
    private const string Approval =
        """
        (SELECT p.id FROM agent.approvals p WHERE p.tenant = t.tenant AND p.conversation_id = t.conversation_id AND p.status = 'approved' AND p.request ->> 'tool' = t.tool
            AND jsonb_strip_nulls((p.request -> 'arguments')::jsonb) = t.arguments::jsonb ORDER BY p.decided_at DESC LIMIT 1)
        """;
}
