namespace Agent.Processes.Runtime.Storage;

/// <summary>Statements about approvals, each one round trip.</summary>
internal static class ApprovalSql
{
    /// <summary>The reason of a decision nobody took.</summary>
    public const string Expired = "expired";

    /// <summary>
    /// Decides an approval and accepts the decision as an input. $1 tenant, $2 approval, $3 claim token, $4 lease, $5 kind, $6 payload,
    /// $7 status, $8 decided at, $9 decided by, $10 reason, $11 conversation, $12 whether there is room here, $13 workflow versions known here, $14 request id. No row: there is no such approval, or it is decided.
    /// The conversation's row is locked first, as everywhere, so that a decision and a cancel at the same instant do not wait for each other.
    /// </summary>
    public static readonly string Decide =
        $"""
        WITH l AS MATERIALIZED (
            SELECT id FROM agent.conversations WHERE tenant = $1 AND id = $11 AND status NOT IN ('completed', 'cancelled') FOR UPDATE
        ), a AS (
            UPDATE agent.approvals SET status = $7, decided_at = $8, decided_by = $9, reason = $10
            WHERE tenant = $1 AND id = $2 AND conversation_id = (SELECT id FROM l)
                AND status = 'pending' AND (expires_at IS NULL OR expires_at > $8)
            RETURNING conversation_id
        ), c AS (
            UPDATE agent.conversations SET
                last_input = last_input + 1,
                {OwnershipSql.ClaimOrQueue("$3", "$4", "$12", "$13")}
            FROM a WHERE tenant = $1 AND id = a.conversation_id
            RETURNING last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel, status, ready_at, id
        ), i AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, request_id, received_at)
            SELECT $1, id, last_input, $5, $6, $14, now() FROM c
        )
        {InboxSql.Accepted} FROM c
        """;

    /// <summary>
    /// Decides an approval from inside its own turn, without making an input of it: a no also calls off a yes that was not carried out, and nothing decides
    /// what has expired. Only the owner of the epoch may. $1 tenant, $2 approval, $3 status, $4 decided at, $5 decided by, $6 reason, $7 conversation, $8 epoch.
    /// Returns whether the epoch holds, and what was written, if anything was.
    /// </summary>
    public const string Settle =
        $"""
        WITH l AS MATERIALIZED (
            SELECT id FROM agent.conversations WHERE tenant = $1 AND id = $7 AND epoch = $8 AND owner IS NOT NULL FOR SHARE
        ), a AS (
            UPDATE agent.approvals SET
                status = CASE WHEN status = 'approved' THEN 'withdrawn' WHEN expires_at <= $4 THEN 'expired' ELSE $3 END,
                decided_at = $4,
                decided_by = CASE WHEN status = 'pending' AND expires_at <= $4 THEN '{ApprovalDeciders.System}' ELSE $5 END,
                reason = CASE
                    WHEN status = 'approved' THEN format('called off after %s had approved it at %s',
                        decided_by, to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"'))
                    WHEN expires_at <= $4 THEN '{Expired}'
                    ELSE $6 END
            WHERE tenant = $1 AND id = $2 AND conversation_id = (SELECT id FROM l) AND (status = 'pending' OR (status = 'approved' AND $3 = 'denied'))
            RETURNING status, decided_at, decided_by, reason
        )
        SELECT EXISTS (SELECT 1 FROM l), a.status, a.decided_at, a.decided_by, a.reason FROM (SELECT 1) one LEFT JOIN a ON true
        """;
}
