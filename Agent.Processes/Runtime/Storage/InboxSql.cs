namespace Agent.Processes.Runtime.Storage;

/// <summary>
/// Statements that put inputs into a conversation's inbox, each one round trip. They are written out, and not left to change tracking, because each
/// does in one statement what would otherwise be a read, a decision and a write with a gap in between; the tables themselves are EF Core's model.
/// </summary>
internal static class InboxSql
{
    /// <summary>
    /// Takes the next input number, and the conversation itself if nobody works on it and there is room; otherwise it is queued. Parameters: $1 tenant, $2 conversation, $3 claim token,
    /// $4 lease, $5 kind, $6 payload, $7 idempotency key, $8 whether there is room here, $9 workflow versions known here, $10 request id. No row: there is no such conversation, it has ended, or the key was used before.
    /// </summary>
    public static readonly string Accept =
        $"""
        WITH c AS (
            UPDATE agent.conversations SET
                last_input = last_input + 1,
                {OwnershipSql.ClaimOrQueue("$3", "$4", "$8", "$9")}
            WHERE tenant = $1 AND id = $2 AND status NOT IN ('completed', 'cancelled')
                AND ($7::text IS NULL OR NOT EXISTS (
                    SELECT 1 FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND idempotency_key = $7))
            RETURNING last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel, status, ready_at
        ), i AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, idempotency_key, request_id, received_at)
            SELECT $1, $2, last_input, $5, $6, $7, $10, now() FROM c
        )
        {Accepted} FROM c
        """;

    /// <summary>What <see cref="AcceptedInputs"/> reads of the conversation's row.</summary>
    public const string Accepted =
        $"""
        SELECT last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel, status, ready_at IS NOT NULL,
            CASE WHEN ready_at IS NOT NULL THEN {OwnershipSql.WorkExists} END
        """;

    /// <summary>The next input. $1 tenant, $2 conversation, $3 number.</summary>
    public const string ReadInput = "SELECT number, kind, payload, request_id FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND number = $3";
}
