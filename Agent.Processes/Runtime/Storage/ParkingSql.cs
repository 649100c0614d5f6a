using Agent.Processes.Costs.Usage;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Statements about parked conversations.</summary>
internal static class ParkingSql
{
    /// <summary>Parks a conversation from inside its own work. $1 tenant, $2 conversation, $3 claim token, $4 reason, $5 error.</summary>
    public const string Park =
        """
        UPDATE agent.conversations SET status = 'parked', owner = NULL, lease_until = NULL, parked_reason = $4, parked_error = $5, updated_at = now()
        WHERE tenant = $1 AND id = $2 AND owner = $3
        """;

    /// <summary>Queues a parked conversation as it is. $1 tenant, $2 conversation. Returns the turn that is due.</summary>
    public static readonly string Resume =
        $"""
        UPDATE agent.conversations c SET
            status = 'running', ready_at = now(), parked_reason = NULL, parked_error = NULL, attempts = 0, updated_at = now()
        FROM ({OwnershipSql.WhereItStands("$1", "$2")}) h
        WHERE tenant = $1 AND id = $2 AND status = 'parked'
        RETURNING h.turn, {OwnershipSql.WorkExists}
        """;

    /// <summary>Gives a conversation whose last turn failed the same input once more. $1 tenant, $2 conversation, $3 request id. Returns the new turn.</summary>
    public static readonly string Repeat =
        $"""
        WITH c AS (
            UPDATE agent.conversations c SET last_input = c.last_input + 1, status = 'running', ready_at = now(), attempts = 0
            FROM agent.inbox i
            WHERE c.tenant = $1 AND c.id = $2 AND c.status = 'failed' AND c.owner IS NULL
                AND i.tenant = $1 AND i.conversation_id = $2 AND i.number = c.last_input
            RETURNING c.last_input, i.kind, i.payload
        ), again AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, request_id, received_at)
            SELECT $1, $2, last_input, kind, payload, $3, now() FROM c
        )
        SELECT last_input, {OwnershipSql.WorkExists} FROM c
        """;

    /// <summary>
    /// Ends the due turn of a parked conversation. $1 tenant, $2 conversation, $3 epoch, $4 turn, $5 number, $6 last event, $7 needs, $8 events, $9 body,
    /// $10 input tokens, $11 cached input tokens, $12 output tokens, $13 tool calls, $14 cost, $15 unpriced calls, $16 the turn's first superstep.
    /// </summary>
    public static readonly string Skip =
        $"""
        WITH c AS (
            UPDATE agent.conversations SET
                status = CASE WHEN last_input > $4 THEN 'running' ELSE 'failed' END,
                ready_at = CASE WHEN last_input > $4 THEN now() END,
                epoch = epoch + 1,
                parked_reason = NULL,
                parked_error = NULL,
                attempts = 0,
                last_event = $6,
                turns = turns + 1,
                input_tokens = input_tokens + $10,
                cached_input_tokens = cached_input_tokens + $11,
                output_tokens = output_tokens + $12,
                tool_calls = tool_calls + $13,
                cost_usd = cost_usd + $14,
                unpriced_calls = unpriced_calls + $15,
                updated_at = now()
            WHERE tenant = $1 AND id = $2 AND epoch = $3 AND status = 'parked' AND last_input >= $4
            RETURNING epoch, ready_at
        ), {UsageSql.Note("$1", "$2", "$4", "$16", "$5")}, k AS (
            INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
            SELECT $1, $2, $5, $5, $4, true, epoch, $6, $7, $8, $9, now() FROM c
        )
        SELECT CASE WHEN ready_at IS NOT NULL THEN {OwnershipSql.WorkExists} END FROM c
        """;
}
