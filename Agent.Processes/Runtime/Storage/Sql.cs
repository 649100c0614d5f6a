namespace Agent.Processes.Runtime.Storage;

/// <summary>
/// The statements of the hot path, each one round trip. They are written out, and not left to change tracking, because each does in one
/// statement what would otherwise be a read, a decision and a write with a gap in between; the tables themselves are EF Core's model.
/// </summary>
internal static class Sql
{
    /// <summary>An owner whose lease has lapsed is none. The database's clock decides, so the replicas' clocks need not agree.</summary>
    private const string IsFree = "(owner IS NULL OR lease_until < now())";

    /// <summary>
    /// Takes the next input number, and the conversation itself if nobody works on it. Parameters: $1 tenant, $2 conversation, $3 claim token,
    /// $4 lease, $5 kind, $6 payload, $7 idempotency key. No row: there is no such conversation, it has ended, or the key was used before.
    /// </summary>
    public const string Accept =
        $"""
        WITH c AS (
            UPDATE agent.conversations SET
                last_input = last_input + 1,
                status = 'running',
                epoch = CASE WHEN {IsFree} THEN epoch + 1 ELSE epoch END,
                lease_until = CASE WHEN {IsFree} THEN now() + $4 ELSE lease_until END,
                owner = CASE WHEN {IsFree} THEN $3 ELSE owner END
            WHERE tenant = $1 AND id = $2 AND status NOT IN ('completed', 'cancelled')
                AND ($7::text IS NULL OR NOT EXISTS (
                    SELECT 1 FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND idempotency_key = $7))
            RETURNING last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel
        ), i AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, idempotency_key, received_at)
            SELECT $1, $2, last_input, $5, $6, $7, now() FROM c
        )
        SELECT last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel FROM c
        """;

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
                epoch = CASE WHEN {IsFree} THEN epoch + 1 ELSE epoch END,
                lease_until = CASE WHEN {IsFree} THEN now() + $4 ELSE lease_until END,
                owner = CASE WHEN {IsFree} THEN $3 ELSE owner END
            FROM a WHERE tenant = $1 AND id = a.conversation_id
            RETURNING last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel, id
        ), i AS (
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, received_at)
            SELECT $1, id, last_input, $5, $6, now() FROM c
        )
        SELECT last_input, last_event, owner, epoch, workflow, workflow_version, customer_id, channel, id FROM c
        """;

    /// <summary>The newest checkpoint and those it needs: the state as of now, in one read. $1 tenant, $2 conversation.</summary>
    /// <remarks>
    /// Each checkpoint is looked up by its whole key. Written as one comparison with the array, the planner prefers to read every checkpoint of
    /// the conversation and to throw most of them away, and each turn costs more than the one before.
    /// </remarks>
    public const string Load =
        """
        SELECT c.number, c.last_number, c.turn, c.ends_turn, c.last_event, c.body
        FROM (
            SELECT unnest(head.needs || head.number) AS number FROM (
                SELECT number, needs FROM agent.checkpoints WHERE tenant = $1 AND conversation_id = $2 ORDER BY number DESC LIMIT 1
            ) head
        ) needed
        CROSS JOIN LATERAL (
            SELECT number, last_number, turn, ends_turn, last_event, body FROM agent.checkpoints
            WHERE tenant = $1 AND conversation_id = $2 AND number = needed.number LIMIT 1
        ) c
        ORDER BY c.number
        """;

    /// <summary>Keeps a claim that this process still holds. $1 tenant, $2 conversation, $3 claim token, $4 lease.</summary>
    public const string Keep =
        """
        UPDATE agent.conversations SET lease_until = now() + $4 WHERE tenant = $1 AND id = $2 AND owner = $3
        RETURNING last_input, epoch, workflow, workflow_version, customer_id, channel
        """;

    /// <summary>
    /// Commits a checkpoint inside a turn, if the epoch still holds. The row lock makes a takeover wait for this commit, and this commit see a takeover.
    /// $1 tenant, $2 conversation, $3 epoch, $4 number, $5 turn, $6 ends turn, $7 last number, $8 last event, $9 needs, $10 events, $11 body.
    /// </summary>
    public const string Commit = "WITH c AS (" + StillOurs + ") " + InsertCheckpoint;

    /// <summary>The same, with approvals: $12 requests as a JSON array.</summary>
    public static readonly string CommitWithApprovals = $"WITH c AS ({StillOurs}), {InsertApprovals("$12")} {InsertCheckpoint}";

    /// <summary>
    /// Commits the last checkpoint of a turn, and lets the conversation go unless another input waits. Further parameters: $12 status, $13 lease,
    /// $14 input tokens, $15 cached input tokens, $16 output tokens, $17 tool calls.
    /// </summary>
    public const string CommitEnd = "WITH c AS (" + EndTurn + ") " + InsertCheckpoint;

    /// <summary>The same, with approvals: $18.</summary>
    public static readonly string CommitEndWithApprovals = $"WITH c AS ({EndTurn}), {InsertApprovals("$18")} {InsertCheckpoint}";

    /// <summary>The next input. $1 tenant, $2 conversation, $3 number.</summary>
    public const string ReadInput = "SELECT number, kind, payload FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND number = $3";

    /// <summary>Renews the leases of long turns. $1 lease, $2 claim tokens, $3 tenants, $4 conversations, in parallel. Returns those still held.</summary>
    public const string Renew =
        """
        UPDATE agent.conversations c SET lease_until = now() + $1
        FROM unnest($2::text[], $3::text[], $4::text[]) AS held (token, tenant, id)
        WHERE c.tenant = held.tenant AND c.id = held.id AND c.owner = held.token
        RETURNING c.owner
        """;

    /// <summary>Takes abandoned conversations over. $1 claim token prefix, $2 lease, $3 limit,
    /// $4 whether living leases of other processes count as abandoned too, $5 this process.</summary>
    public const string Rescue =
        """
        UPDATE agent.conversations c SET owner = $1 || c.tenant || '/' || c.id, epoch = c.epoch + 1, lease_until = now() + $2
        FROM (
            SELECT tenant, id FROM agent.conversations
            WHERE owner IS NOT NULL AND (lease_until < now() OR ($4 AND NOT starts_with(owner, $5)))
            ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED
        ) abandoned
        WHERE c.tenant = abandoned.tenant AND c.id = abandoned.id
        RETURNING c.tenant, c.id, c.owner, c.epoch, c.workflow, c.workflow_version, c.customer_id, c.channel, c.last_input
        """;

    /// <summary>Ends a conversation. $1 tenant, $2 conversation, $3 by whom, $4 the data of the failure event, to which the turn's id is added.</summary>
    public const string Cancel =
        """
        WITH c AS (
            UPDATE agent.conversations SET status = 'cancelled', owner = NULL, lease_until = NULL, epoch = epoch + 1, updated_at = now()
            WHERE tenant = $1 AND id = $2 AND status NOT IN ('completed', 'cancelled')
            RETURNING epoch, last_input
        ), w AS (
            UPDATE agent.approvals SET status = 'withdrawn', decided_at = now(), decided_by = $3, reason = 'the conversation was ended'
            WHERE tenant = $1 AND conversation_id = $2 AND status = 'pending' AND EXISTS (SELECT 1 FROM c)
        ), h AS (
            SELECT number, last_number, last_event, needs || number AS needs FROM agent.checkpoints
            WHERE tenant = $1 AND conversation_id = $2 ORDER BY number DESC LIMIT 1
        )
        INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
        SELECT $1, $2, coalesce(h.last_number, 0) + 1, coalesce(h.last_number, 0) + 1, c.last_input, true, c.epoch, coalesce(h.last_event, 0) + 1,
            coalesce(h.needs, '{}'),
            json_build_array(json_build_object(
                'n', coalesce(h.last_event, 0) + 1, 's', coalesce(h.last_number, 0) + 1, 't', 'turn.failed', 'at', now(),
                'd', $4::jsonb || jsonb_build_object('turnId', 't' || c.last_input))),
            json_build_object(
                'supersteps', json_build_array(json_build_object('n', coalesce(h.last_number, 0) + 1)),
                'turn', json_build_object('from', coalesce(h.last_number, 0) + 1)),
            now()
        FROM c LEFT JOIN h ON true
        """;

    /// <summary>
    /// Lets go of a conversation that turned out to have nothing to do. An input accepted since then counts on its owner, so there must be none.
    /// $1 tenant, $2 conversation, $3 claim token, $4 the last turn.
    /// </summary>
    public const string Release =
        """
        UPDATE agent.conversations SET owner = NULL, lease_until = NULL
        WHERE tenant = $1 AND id = $2 AND owner = $3 AND last_input <= $4
        """;

    /// <summary>Hands a conversation over: its lease lapses now, so the next replica that looks takes it. $1 tenant, $2 conversation, $3 claim token.</summary>
    public const string HandOver = "UPDATE agent.conversations SET lease_until = now() - interval '1 second' WHERE tenant = $1 AND id = $2 AND owner = $3";

    private const string StillOurs =
        "SELECT last_input, customer_id FROM agent.conversations WHERE tenant = $1 AND id = $2 AND epoch = $3 AND owner IS NOT NULL FOR SHARE";

    private const string EndTurn =
        """
        UPDATE agent.conversations SET
            status = CASE WHEN last_input > $5 THEN 'running' ELSE $12 END,
            owner = CASE WHEN last_input > $5 THEN owner END,
            lease_until = CASE WHEN last_input > $5 THEN now() + $13 END,
            last_event = $8,
            turns = turns + 1,
            input_tokens = input_tokens + $14,
            cached_input_tokens = cached_input_tokens + $15,
            output_tokens = output_tokens + $16,
            tool_calls = tool_calls + $17,
            updated_at = now()
        WHERE tenant = $1 AND id = $2 AND epoch = $3 AND owner IS NOT NULL
        RETURNING last_input, customer_id
        """;

    private const string InsertCheckpoint =
        """
        INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
        SELECT $1, $2, $4, $7, $5, $6, $3, $8, $9, $10, $11, now() FROM c
        RETURNING (SELECT last_input FROM c)
        """;

    private static string InsertApprovals(string requests) =>
        $"""
        a AS (
            INSERT INTO agent.approvals (tenant, id, conversation_id, customer_id, status, request, requested_at, expires_at)
            SELECT $1, asked ->> 'approvalId', $2, c.customer_id, 'pending', asked, now(), (asked ->> 'expiresAt')::timestamptz
            FROM c, json_array_elements({requests}::json) AS asked
        ), w AS (
            UPDATE agent.approvals SET status = 'withdrawn', decided_at = now(), decided_by = 'system', reason = 'replaced: the facts have changed'
            FROM c, json_array_elements({requests}::json) AS asked
            WHERE tenant = $1 AND id = asked ->> 'replaces' AND status = 'pending'
        )
        """;
}
