namespace Agent.Processes.Recovery.Erasure;

/// <summary>The statements that erase a customer. $1 tenant, $2 customer, $3 conversations; not each in each.</summary>
internal static class ErasureSql
{
    /// <summary>Conversations of the customer and, whoever made them, the forks that share their past.</summary>
    public const string FindConversations =
        """
        WITH RECURSIVE found (id) AS (
            SELECT id FROM agent.conversations WHERE tenant = $1 AND customer_id = $2
            UNION
            SELECT l.conversation_id FROM agent.lineage l JOIN found ON l.source_id = found.id WHERE l.tenant = $1
        )
        SELECT id FROM found
        """;

    public const string FindApprovals = "SELECT id FROM agent.approvals WHERE tenant = $1 AND (customer_id = $2 OR conversation_id = ANY($3))";

    public const string FindRunning = "SELECT id FROM agent.conversations WHERE tenant = $1 AND id = ANY($2) AND status NOT IN ('completed', 'cancelled')";

    /// <summary>Waits for commits under way; whoever comes behind finds nothing to commit to.</summary>
    public const string Lock = "SELECT id FROM agent.conversations WHERE tenant = $1 AND id = ANY($3) ORDER BY id FOR UPDATE";

    /// <summary>By table, in order: a conversation goes last, so that whatever was broken off is found by it again.</summary>
    public static IReadOnlyList<(string Table, string Sql)> Removals { get; } =
    [
        OfConversation("inbox"), OfConversation("checkpoints"), OfConversation("payloads"), OfConversation("lineage"), OfConversation("digests"), OfConversation("usage_pending"),
        OfConversation("takeovers"), OfConversation("feedback"),
        ("agent.approvals", "DELETE FROM agent.approvals WHERE tenant = $1 AND (conversation_id = ANY($3) OR customer_id = $2)"),
        ("agent.usage_conversations", "DELETE FROM agent.usage_conversations WHERE tenant = $1 AND (conversation_id = ANY($3) OR customer_id = $2)"),
        ("agent.digests (by customer)", "DELETE FROM agent.digests WHERE tenant = $1 AND customer_id = $2"),
        OfScope("anomalies"), OfScope("reservations"), OfScope("budgets"),
        ("agent.replay_items", "DELETE FROM agent.replay_items WHERE tenant = $1 AND (source_id = ANY($3) OR position(chr(34) || $2 || chr(34) IN source::text) > 0 OR position(chr(34) || $2 || chr(34) IN result::text) > 0)"),
        // Whatever names the customer, within other words too: a call that is gone is asked again.
        ("agent.model_batch_calls", "DELETE FROM agent.model_batch_calls WHERE tenant = $1 AND (position($2 IN request) > 0 OR position($2 IN answer) > 0)"),
        ("agent.replay_runs (blanked)",
            "UPDATE agent.replay_runs SET spec = replace(spec::text, chr(34) || $2 || chr(34), chr(34) || '[erased]' || chr(34))::json WHERE tenant = $1 AND position(chr(34) || $2 || chr(34) IN spec::text) > 0"),
        ("agent.conversations", "DELETE FROM agent.conversations WHERE tenant = $1 AND id = ANY($3)"),
    ];

    private static (string Table, string Sql) OfConversation(string table) =>
        ($"agent.{table}", $"DELETE FROM agent.{table} WHERE tenant = $1 AND conversation_id = ANY($3)");

    private static (string Table, string Sql) OfScope(string table) =>
        ($"agent.{table}", $"DELETE FROM agent.{table} WHERE tenant = $1 AND (scope = 'conversation' AND subject = ANY($3) OR scope IN ('customer', 'customer_day') AND subject = $2)");
}
