using Npgsql;

namespace Agent.Benchmarks.Faults.Auditing;

/// <summary>Checks what every conversation in the database must satisfy, whatever was said in it.</summary>
internal sealed class HistoryAudit(NpgsqlDataSource database)
{
    // A column that this version of the schema does not have reads as null this way.
    private const string Stuck =
        """
        SELECT c.id, concat_ws(', ', 'status ' || c.status, 'owner ' || c.owner, 'ready at ' || (to_jsonb(c) ->> 'ready_at'), to_jsonb(c) ->> 'parked_reason')
        FROM agent.conversations c
        WHERE c.owner IS NOT NULL OR c.lease_until IS NOT NULL OR c.status IN ('running', 'parked') OR to_jsonb(c) ->> 'ready_at' IS NOT NULL
        """;

    private const string Unended =
        """
        SELECT i.conversation_id, format('input %s (%s) has no turn that ended', i.number, i.kind)
        FROM agent.inbox i
        WHERE NOT EXISTS (
            SELECT 1 FROM agent.checkpoints c WHERE c.tenant = i.tenant AND c.conversation_id = i.conversation_id AND c.turn = i.number AND c.ends_turn)
        """;

    private const string Stale =
        """
        SELECT conversation_id, format('checkpoint %s was committed under epoch %s, the one before it under %s', number, epoch, before)
        FROM (SELECT conversation_id, number, epoch, lag(epoch) OVER (PARTITION BY tenant, conversation_id ORDER BY number) AS before FROM agent.checkpoints) c
        WHERE epoch < before
        """;

    private const string Numbering =
        """
        SELECT conversation_id, format('checkpoint %s to %s with events to %s follows one to %s with events to %s, and holds %s events',
            number, last_number, last_event, before, events_before, json_array_length(events))
        FROM (
            SELECT conversation_id, number, last_number, last_event, events, coalesce(lag(last_number) OVER w, 0) AS before, coalesce(lag(last_event) OVER w, 0) AS events_before
            FROM agent.checkpoints WINDOW w AS (PARTITION BY tenant, conversation_id ORDER BY number)
        ) c
        WHERE number <> before + 1 OR last_event <> events_before + json_array_length(events)
        """;

    private const string Order =
        """
        SELECT conversation_id, format('checkpoint %s is of turn %s, the one before it of turn %s%s', number, turn, before, CASE WHEN ended THEN ', which had ended' ELSE '' END)
        FROM (
            SELECT conversation_id, number, turn, coalesce(lag(turn) OVER w, 0) AS before, coalesce(lag(ends_turn) OVER w, true) AS ended
            FROM agent.checkpoints WINDOW w AS (PARTITION BY tenant, conversation_id ORDER BY number)
        ) c
        WHERE turn <> CASE WHEN ended THEN before + 1 ELSE before END
        """;

    /// <summary>Ended turns with how often they end and answer in their events.</summary>
    private const string Answers =
        """
        SELECT conversation_id, turn, ends, answers FROM (
            SELECT c.tenant, c.conversation_id, c.turn,
                count(*) FILTER (WHERE e ->> 't' IN ('turn.completed', 'turn.failed')) AS ends,
                count(*) FILTER (WHERE e ->> 't' = 'message.completed') AS answers
            FROM agent.checkpoints c LEFT JOIN LATERAL json_array_elements(c.events) e ON true
            GROUP BY c.tenant, c.conversation_id, c.turn
        ) t
        WHERE (ends <> 1 OR answers <> 1)
            AND EXISTS (SELECT 1 FROM agent.checkpoints c WHERE c.tenant = t.tenant AND c.conversation_id = t.conversation_id AND c.turn = t.turn AND c.ends_turn)
        """;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) =>
    [
        .. await FindAsync(FindingKind.StuckConversation, Stuck, cancellationToken),
        .. await FindAsync(FindingKind.LostInput, Unended, cancellationToken),
        .. await FindAsync(FindingKind.StaleCommit, Stale, cancellationToken),
        .. await FindAsync(FindingKind.BrokenNumbering, Numbering, cancellationToken),
        .. await FindAsync(FindingKind.TurnOutOfOrder, Order, cancellationToken),
        .. await FindAnswersAsync(cancellationToken),
    ];

    private async Task<List<Finding>> FindAsync(FindingKind kind, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Finding>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(kind, reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }

    private async Task<List<Finding>> FindAnswersAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Answers);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Finding>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (ends, answers) = (reader.GetInt64(2), reader.GetInt64(3));
            var kind = ends > 1 || answers > 1 ? FindingKind.DoubledAnswer : FindingKind.MissingAnswer;
            found.Add(new(kind, reader.GetString(0), $"turn {reader.GetInt32(1)} has {answers} answers and {ends} ends"));
        }

        return found;
    }
}
