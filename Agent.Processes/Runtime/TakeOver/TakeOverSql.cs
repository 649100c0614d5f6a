using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime.TakeOver;

/// <summary>Statements of people who have a conversation. All run in a transaction that holds its row; $1 is the tenant, $2 the conversation.</summary>
internal static class TakeOverSql
{
    public const string Lock = "SELECT status, epoch, last_input, claimed_by FROM agent.conversations WHERE tenant = $1 AND id = $2 FOR UPDATE";

    /// <summary>
    /// Takes a conversation away from whoever works on it: under the new epoch no owner commits, and no owner is left to be rescued. $3 by whom, $4 epoch,
    /// $5 last event, $6 turns ended, $7 input tokens, $8 cached input tokens, $9 output tokens, $10 tool calls, $11 cost, $12 unpriced calls.
    /// </summary>
    public const string Claim =
        """
        UPDATE agent.conversations SET
            status = 'claimed', claimed_by = $3, epoch = $4, owner = NULL, lease_until = NULL, ready_at = NULL, parked_reason = NULL, parked_error = NULL,
            attempts = 0, last_event = $5, turns = turns + $6, input_tokens = input_tokens + $7, cached_input_tokens = cached_input_tokens + $8,
            output_tokens = output_tokens + $9, tool_calls = tool_calls + $10, cost_usd = cost_usd + $11, unpriced_calls = unpriced_calls + $12, updated_at = now()
        WHERE tenant = $1 AND id = $2
        """;

    /// <summary>Notes the turn that was cut off: what it used is added up with the rest. $3 turn, $4 its first superstep, $5 its last one.</summary>
    public const string NoteUsage =
        """
        INSERT INTO agent.usage_pending (tenant, conversation_id, turn, from_number, to_number) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
        """;

    /// <summary>$3 by whom, $4 when, $5 why.</summary>
    public const string WithdrawApprovals =
        """
        UPDATE agent.approvals SET status = 'withdrawn', decided_at = $4, decided_by = $3, reason = $5
        WHERE tenant = $1 AND conversation_id = $2 AND status = 'pending' RETURNING id
        """;

    /// <summary>$3 superstep, $4 by whom, $5 when, $6 reason.</summary>
    public const string Note =
        "INSERT INTO agent.takeovers (tenant, conversation_id, superstep, claimed_by, claimed_at, reason) VALUES ($1, $2, $3, $4, $5, $6)";

    /// <summary>Has the former owner stop at once, and everybody who watches look.</summary>
    public const string TellEverybody = "SELECT pg_notify('agent_ended', $1 || '/' || $2)::text";

    /// <summary>$3 last event, $4 turns ended.</summary>
    public const string Advance =
        "UPDATE agent.conversations SET last_event = $3, turns = turns + $4, updated_at = now() WHERE tenant = $1 AND id = $2";

    /// <summary>Inputs that have come in since. $3 the last turn.</summary>
    public const string ReadInputs =
        "SELECT number, kind, payload, request_id FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND number > $3 ORDER BY number";

    /// <summary>The events since a person has had the conversation.</summary>
    public const string ReadEvents =
        """
        SELECT c.events::text FROM agent.takeovers t JOIN agent.checkpoints c ON c.tenant = t.tenant AND c.conversation_id = t.conversation_id AND c.number > t.superstep
        WHERE t.tenant = $1 AND t.conversation_id = $2 AND t.released_at IS NULL ORDER BY c.number
        """;

    /// <summary>Queues a conversation with one more input. $3 last event, $4 kind, $5 payload, $6 request id.</summary>
    public const string Release =
        $"""
        WITH c AS (
            UPDATE agent.conversations SET
                status = 'running', claimed_by = NULL, last_input = last_input + 1, ready_at = now(), last_event = $3, updated_at = now()
            WHERE tenant = $1 AND id = $2 RETURNING last_input
        ), i AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, request_id, received_at)
            SELECT $1, $2, last_input, $4, $5, $6, now() FROM c
        )
        SELECT {OwnershipSql.WorkExists} FROM c
        """;

    /// <summary>$3 by whom, $4 when, $5 note.</summary>
    public const string NoteRelease =
        "UPDATE agent.takeovers SET released_by = $3, released_at = $4, note = $5 WHERE tenant = $1 AND conversation_id = $2 AND released_at IS NULL";

    /// <summary>$3 number, $4 turn, $5 epoch, $6 last event, $7 needs, $8 events, $9 body.</summary>
    public const string Append =
        """
        INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
        VALUES ($1, $2, $3, $3, $4, true, $5, $6, $7, $8, $9, now())
        """;

    /// <summary>Of all tenants. $1 how far back those may have been given back.</summary>
    public const string Recent = "SELECT tenant, conversation_id, claimed_at FROM agent.takeovers WHERE released_at IS NULL OR released_at > $1";
}
