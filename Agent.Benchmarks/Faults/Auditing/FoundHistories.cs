using System.Text;
using Npgsql;

namespace Agent.Benchmarks.Faults.Auditing;

/// <summary>Tells what happened in the conversations in which something was found: the database is gone when the report is read.</summary>
internal sealed class FoundHistories(NpgsqlDataSource database)
{
    private const int MostShown = 5;

    private const string Events =
        """
        SELECT told FROM (
            SELECT c.number, place,
                format('turn %s, checkpoint %s, epoch %s, %s: %s %s', c.turn, c.number, c.epoch, to_char(c.committed_at, 'HH24:MI:SS.MS'), e ->> 't', left(e ->> 'd', 300)) AS told
            FROM agent.checkpoints c CROSS JOIN LATERAL json_array_elements(c.events) WITH ORDINALITY AS happened(e, place)
            WHERE c.conversation_id = $1 AND e ->> 't' <> 'message.delta'
            UNION ALL
            SELECT c.number, 0, format('turn %s, checkpoint %s: fell by %s', c.turn, c.number, left(s ->> 'error', 1000))
            FROM agent.checkpoints c CROSS JOIN LATERAL json_array_elements(c.body -> 'supersteps') s
            WHERE c.conversation_id = $1 AND s ->> 'error' IS NOT NULL
        ) history ORDER BY number, place
        """;

    /// <summary>A paragraph for each of the first few.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        var histories = new List<string>();
        foreach (var conversation in findings.Select(finding => finding.Conversation).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Take(MostShown))
        {
            await using var command = database.CreateCommand(Events);
            command.Parameters.Add(new() { Value = conversation });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var text = new StringBuilder(conversation);
            while (await reader.ReadAsync(cancellationToken))
            {
                text.AppendLine().Append("  ").Append(reader.GetString(0));
            }

            histories.Add(text.ToString());
        }

        return histories;
    }
}
