namespace Agent.Processes.Runtime.Storage;

/// <summary>The statement that turns approvals whose time has come into inputs.</summary>
internal static class ApprovalTimerSql
{
    /// <summary>
    /// Takes what is due, at most one approval of a conversation: an expired one is decided by nobody, a reminder is sent and the next one set, one whose
    /// conversation has ended is withdrawn. The input is stored by the same statement, so a kill at any instant leaves all of it or nothing. Conversations
    /// somebody else has locked are left to them or to the next time. $1 now, $2 limit, $3 the data of an expiry, to which the approval's id is added.
    /// </summary>
    public static readonly string Sweep = Build("due_at <= $1", "SKIP LOCKED");

    /// <summary>The same for one approval, and it waits for a lock. $4 tenant, $5 approval.</summary>
    public static readonly string Expire = Build("tenant = $4 AND id = $5 AND due_at <= $1", "");

    private static string Build(string which, string locked) =>
        $"""
        WITH due AS MATERIALIZED (
            SELECT c.tenant, c.id AS conversation_id, soon.id, c.status IN ('completed', 'cancelled') AS has_ended
            FROM (
                SELECT tenant, id, conversation_id, row_number() OVER (PARTITION BY tenant, conversation_id ORDER BY due_at, id) AS place
                FROM (SELECT tenant, id, conversation_id, due_at FROM agent.approvals WHERE status = 'pending' AND {which} ORDER BY due_at LIMIT $2) found
            ) soon
            JOIN agent.conversations c ON c.tenant = soon.tenant AND c.id = soon.conversation_id
            WHERE soon.place = 1
            FOR UPDATE OF c {locked}
        ), a AS (
            UPDATE agent.approvals p SET
                status = CASE WHEN due.has_ended THEN 'withdrawn' WHEN p.expires_at <= $1 THEN 'expired' ELSE p.status END,
                decided_at = CASE WHEN due.has_ended OR p.expires_at <= $1 THEN $1 END,
                decided_by = CASE WHEN due.has_ended OR p.expires_at <= $1 THEN '{ApprovalDeciders.System}' END,
                reason = CASE WHEN due.has_ended THEN 'the conversation was ended' WHEN p.expires_at <= $1 THEN '{ApprovalSql.Expired}' END,
                remind_at = (
                    SELECT min(reminder::timestamptz) FROM json_array_elements_text(p.request -> 'reminders') AS reminder WHERE reminder::timestamptz > $1)
            FROM due WHERE p.tenant = due.tenant AND p.id = due.id AND p.status = 'pending' AND p.due_at <= $1
            RETURNING p.tenant AS of_tenant, p.conversation_id AS of_conversation, p.id AS approval, p.approver, p.expires_at, p.status AS outcome
        ), c AS (
            UPDATE agent.conversations SET
                last_input = last_input + 1,
                {OwnershipSql.Queue}
            FROM a WHERE tenant = a.of_tenant AND id = a.of_conversation AND a.outcome <> 'withdrawn'
            RETURNING tenant, id, last_input, ready_at, a.approval, a.approver, a.expires_at, a.outcome
        ), i AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, received_at)
            SELECT tenant, id, last_input,
                CASE WHEN outcome = 'expired' THEN '{ConversationInputs.ApprovalExpired}' ELSE '{ConversationInputs.ApprovalReminder}' END,
                (CASE WHEN outcome = 'expired' THEN $3::jsonb || jsonb_build_object('approvalId', approval)
                    ELSE jsonb_build_object('approvalId', approval, 'approver', approver, 'expiresAt', expires_at) END)::json,
                now()
            FROM c
        )
        SELECT (SELECT count(*) FROM a), (SELECT count({OwnershipSql.WorkExists}) FROM c WHERE ready_at IS NOT NULL)
        """;
}
