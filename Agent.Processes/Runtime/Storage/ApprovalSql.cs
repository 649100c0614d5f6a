namespace Agent.Processes.Runtime.Storage;

/// <summary>Statements about approvals, each one round trip.</summary>
internal static class ApprovalSql
{
    /// <summary>
    /// Decides an approval and accepts the decision as an input. $1 tenant, $2 approval, $3 claim token, $4 lease, $5 kind, $6 payload,
    /// $7 status, $8 decided at, $9 decided by, $10 reason, $11 conversation. No row: there is no such approval, or it is decided.
    /// The conversation's row is locked first, as everywhere, so that a decision and a cancel at the same instant do not wait for each other.
    /// </summary>
    public const string Decide =
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
                status = 'running',
                epoch = CASE WHEN {OwnershipSql.IsFree} THEN epoch + 1 ELSE epoch END,
                lease_until = CASE WHEN {OwnershipSql.IsFree} THEN now() + $4 ELSE lease_until END,
                owner = CASE WHEN {OwnershipSql.IsFree} THEN $3 ELSE owner END
            FROM a WHERE tenant = $1 AND id = a.conversation_id
            RETURNING last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel, id
        ), i AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, received_at)
            SELECT $1, id, last_input, $5, $6, now() FROM c
        )
        SELECT last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel, id FROM c
        """;

    /// <summary>Decides an approval without making an input of it. $1 tenant, $2 approval, $3 status, $4 decided at, $5 decided by, $6 reason, $7 conversation.</summary>
    public const string Settle =
        """
        UPDATE agent.approvals SET status = $3, decided_at = $4, decided_by = $5, reason = $6
        WHERE tenant = $1 AND id = $2 AND conversation_id = $7 AND status = 'pending' AND (expires_at IS NULL OR expires_at > $4)
        """;
}
