using System.Globalization;
using System.Text;
using Agent.Processes.Costs.Usage;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Statements that read and write checkpoints, each one round trip.</summary>
internal static class CheckpointSql
{
    /// <summary>The newest checkpoint and those it needs: the state as of now, in one read. $1 tenant, $2 conversation.</summary>
    /// <remarks>
    /// Each checkpoint is looked up by its whole key. Written as one comparison with the array, the planner prefers to read every checkpoint of
    /// the conversation and to throw most of them away, and each turn costs more than the one before.
    /// A fork's older checkpoints are rows of the conversations it was forked from: <c>shared</c> is the last superstep it shares, 0 for an ordinary
    /// conversation, which pays for the question with one look into an index. A checkpoint that goes on behind the fork's point counts up to it.
    /// </remarks>
    public const string Load =
        """
        SELECT c.number, least(c.last_number, source.upto), c.turn, c.ends_turn, c.last_event, c.body, c.payload_places, c.payloads
        FROM (
            SELECT unnest(head.needs || head.number) AS number, head.shared FROM (
                SELECT number, needs, (
                    SELECT coalesce(max(upto), 0) FROM agent.lineage WHERE tenant = $1 AND conversation_id = $2
                ) AS shared
                FROM agent.checkpoints WHERE tenant = $1 AND conversation_id = $2 ORDER BY number DESC LIMIT 1
            ) head
        ) needed
        CROSS JOIN LATERAL (
            SELECT $2 AS id, NULL::int AS upto WHERE needed.number > needed.shared
            UNION ALL
            (SELECT source_id, upto FROM agent.lineage
                WHERE needed.number <= needed.shared AND tenant = $1 AND conversation_id = $2 AND upto >= needed.number ORDER BY upto LIMIT 1)
        ) source
        CROSS JOIN LATERAL (
            SELECT number, last_number, turn, ends_turn, last_event, body, payload_places, CASE WHEN payload_hashes IS NOT NULL THEN (
                SELECT array_agg(convert_to(p.body::text, 'UTF8') ORDER BY taken.place)
                FROM unnest(payload_hashes) WITH ORDINALITY AS taken (hash, place)
                LEFT JOIN agent.payloads p ON p.tenant = $1 AND p.conversation_id = source.id AND p.hash = taken.hash
            ) END AS payloads
            FROM agent.checkpoints
            WHERE tenant = $1 AND conversation_id = source.id AND number = needed.number LIMIT 1
        ) c
        ORDER BY c.number
        """;

    private static readonly string[] s_commits =
        [.. Enumerable.Range(0, 16).Select(index => BuildCommit((index & 4) != 0, (index & 8) != 0, (index & 2) != 0, (index & 1) != 0))];

    /// <summary>Ends a conversation, counts what the turn under way has used, and tells every replica, so that its owner stops at once. $1 tenant, $2 conversation, $3 by whom, $4 the data of the failure event, to which the turn's id is added, $5 request id.</summary>
    public const string Cancel =
        """
        WITH h AS (
            SELECT number, last_number, last_event, needs || number AS needs, turn, CASE WHEN NOT ends_turn THEN body -> 'turn' END AS progress
            FROM agent.checkpoints WHERE tenant = $1 AND conversation_id = $2 ORDER BY number DESC LIMIT 1
        ), c AS (
            UPDATE agent.conversations SET status = 'cancelled', owner = NULL, lease_until = NULL, epoch = epoch + 1, updated_at = now(),
                ready_at = NULL, parked_reason = NULL, parked_error = NULL, claimed_by = NULL,
                input_tokens = input_tokens + coalesce((SELECT (progress ->> 'inputTokens')::bigint FROM h), 0),
                cached_input_tokens = cached_input_tokens + coalesce((SELECT (progress ->> 'cachedInputTokens')::bigint FROM h), 0),
                output_tokens = output_tokens + coalesce((SELECT (progress ->> 'outputTokens')::bigint FROM h), 0),
                tool_calls = tool_calls + coalesce((SELECT (progress ->> 'toolCalls')::int FROM h), 0),
                cost_usd = cost_usd + coalesce((SELECT (progress ->> 'costUsd')::numeric FROM h), 0),
                unpriced_calls = unpriced_calls + coalesce((SELECT (progress ->> 'unpricedCalls')::int FROM h), 0)
            WHERE tenant = $1 AND id = $2 AND status NOT IN ('completed', 'cancelled')
            RETURNING epoch, last_input
        ), t AS (
            UPDATE agent.takeovers SET released_at = now(), released_by = $3
            WHERE tenant = $1 AND conversation_id = $2 AND released_at IS NULL AND EXISTS (SELECT 1 FROM c)
        ), w AS (
            UPDATE agent.approvals SET status = 'withdrawn', decided_at = now(), decided_by = $3, reason = 'the conversation was ended'
            WHERE tenant = $1 AND conversation_id = $2 AND status = 'pending' AND EXISTS (SELECT 1 FROM c)
        ), u AS (
            INSERT INTO agent.usage_pending (tenant, conversation_id, turn, from_number, to_number)
            SELECT $1, $2, h.turn, (h.progress ->> 'from')::int, h.number FROM c JOIN h ON h.progress IS NOT NULL
            ON CONFLICT DO NOTHING
        )
        INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
        SELECT $1, $2, coalesce(h.last_number, 0) + 1, coalesce(h.last_number, 0) + 1, c.last_input, true, c.epoch, coalesce(h.last_event, 0) + 1,
            coalesce(h.needs, '{}'),
            json_build_array(jsonb_build_object(
                'n', coalesce(h.last_event, 0) + 1, 's', coalesce(h.last_number, 0) + 1, 't', 'turn.failed', 'at', now(),
                'd', $4::jsonb || jsonb_build_object('turnId', 't' || c.last_input)) || CASE WHEN $5::text IS NULL THEN '{}' ELSE jsonb_build_object('r', $5::text) END),
            json_build_object(
                'supersteps', json_build_array(json_build_object('n', coalesce(h.last_number, 0) + 1)),
                'turn', json_build_object('from', coalesce(h.last_number, 0) + 1, 'requestId', $5::text)),
            now()
        FROM c LEFT JOIN h ON true
        RETURNING pg_notify('agent_ended', $1 || '/' || $2)
        """;

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
            attempts = 0,
            input_tokens = input_tokens + $14,
            cached_input_tokens = cached_input_tokens + $15,
            output_tokens = output_tokens + $16,
            tool_calls = tool_calls + $17,
            cost_usd = cost_usd + $18,
            unpriced_calls = unpriced_calls + $19,
            updated_at = now()
        WHERE tenant = $1 AND id = $2 AND epoch = $3 AND owner IS NOT NULL
        RETURNING last_input, customer_id, status
        """;

    private const string WithdrawApprovals =
        """
        o AS (
            UPDATE agent.approvals a SET status = 'withdrawn', decided_at = now(), decided_by = 'system', reason = 'the conversation was ended'
            FROM c WHERE a.tenant = $1 AND a.conversation_id = $2 AND a.status = 'pending' AND c.status = 'completed'
        )
        """;

    /// <summary>
    /// Commits a checkpoint, if the epoch still holds. The row lock makes a takeover wait for this commit, and this commit see a takeover.
    /// $1 tenant, $2 conversation, $3 epoch, $4 number, $5 turn, $6 ends turn, $7 last number, $8 last event, $9 needs, $10 events, $11 body. Then, as asked for:
    /// </summary>
    /// <param name="endsTurn">Also lets the conversation go unless another input waits: status, lease, input tokens, cached input tokens, output tokens, tool calls,
    /// cost, unpriced calls, the turn's first superstep.</param>
    /// <param name="closes">Also withdraws what is still open, where this commit ends the conversation.</param>
    /// <param name="asks">With approvals: the requests as a JSON array.</param>
    /// <param name="takesPayloads">With large texts beside the documents: places, hashes, texts.</param>
    public static string Commit(bool endsTurn, bool closes, bool asks, bool takesPayloads) =>
        s_commits[(closes ? 8 : 0) + (endsTurn ? 4 : 0) + (asks ? 2 : 0) + (takesPayloads ? 1 : 0)];

    private static string BuildCommit(bool endsTurn, bool closes, bool asks, bool takesPayloads)
    {
        var next = endsTurn ? 21 : 12;
        var sql = new StringBuilder($"WITH c AS ({(endsTurn ? EndTurn : StillOurs)})");
        if (endsTurn)
        {
            sql.Append(", ").Append(UsageSql.Note("$1", "$2", "$5", "$20", "$4"));
        }

        if (closes)
        {
            sql.Append(", ").Append(WithdrawApprovals);
        }

        if (asks)
        {
            sql.Append(CultureInfo.InvariantCulture, $", {InsertApprovals($"${next++}")}");
        }

        if (takesPayloads)
        {
            sql.Append(CultureInfo.InvariantCulture, $", {InsertPayloads($"${next + 1}", $"${next + 2}")}");
        }

        var columns = takesPayloads ? ", payload_places, payload_hashes" : "";
        var values = takesPayloads ? string.Create(CultureInfo.InvariantCulture, $", ${next}, ${next + 1}") : "";
        return sql.Append(CultureInfo.InvariantCulture,
            $"""

            INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at{columns})
            SELECT $1, $2, $4, $7, $5, $6, $3, $8, $9, $10, $11, now(){values} FROM c
            RETURNING (SELECT last_input FROM c)
            """).ToString();
    }

    private static string InsertPayloads(string hashes, string texts) =>
        $"""
        p AS (
            INSERT INTO agent.payloads (tenant, conversation_id, hash, body)
            SELECT $1, $2, taken.hash, convert_from(taken.text, 'UTF8')::json FROM c, unnest({hashes}::bytea[], {texts}::bytea[]) AS taken (hash, text)
            ON CONFLICT DO NOTHING
        )
        """;

    private static string InsertApprovals(string requests) =>
        $"""
        a AS (
            INSERT INTO agent.approvals (tenant, id, conversation_id, customer_id, status, request, requested_at, expires_at, remind_at)
            SELECT $1, asked ->> 'approvalId', $2, c.customer_id, 'pending', asked, now(), (asked ->> 'expiresAt')::timestamptz,
                (SELECT min(reminder::timestamptz) FROM json_array_elements_text(asked -> 'reminders') AS reminder)
            FROM c, json_array_elements({requests}::json) AS asked
        ), w AS (
            UPDATE agent.approvals a SET status = 'withdrawn', decided_at = now(), decided_by = 'system', reason = 'replaced: the facts have changed'
            WHERE a.tenant = $1 AND a.status = 'pending' AND EXISTS (SELECT FROM c)
                AND a.id = ANY (ARRAY(SELECT asked ->> 'replaces' FROM json_array_elements({requests}::json) AS asked)) -- by key: joined, all approvals would be read
        )
        """;
}
