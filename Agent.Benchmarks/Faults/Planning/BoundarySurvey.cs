using Agent.Benchmarks.Faults.Injection;
using Agent.Benchmarks.Faults.Playing;
using Npgsql;

namespace Agent.Benchmarks.Faults.Planning;

/// <summary>Finds the boundaries of a script in what a conversation that nothing disturbed has left behind.</summary>
internal static class BoundarySurvey
{
    private const string Checkpoints =
        """
        SELECT c.number, c.turn, c.ends_turn,
            ARRAY(SELECT ran FROM json_array_elements(c.body -> 'supersteps') s, json_array_elements_text(s -> 'ran') ran),
            ARRAY(SELECT a ->> 'name' FROM json_array_elements(c.body -> 'supersteps') s, json_array_elements(s -> 'activities') a WHERE a ->> 'kind' = 'tool'),
            ARRAY(SELECT a ->> 'key' FROM json_array_elements(c.body -> 'supersteps') s, json_array_elements(s -> 'activities') a WHERE a ->> 'kind' = 'tool')
        FROM agent.checkpoints c WHERE c.conversation_id = $1 ORDER BY c.number
        """;

    public static async Task<IReadOnlyList<Boundary>> ReadAsync(NpgsqlDataSource database, PlayedConversation played, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Checkpoints);
        command.Parameters.Add(new() { Value = played.Id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Boundary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (number, turn, endsTurn) = (reader.GetInt32(0), Agent.Processes.TurnIds.Format(reader.GetInt32(1)), reader.GetBoolean(2));
            var ran = string.Join(", ", reader.GetFieldValue<string[]>(3)) + (endsTurn ? " (ends the turn)" : "");
            var keys = reader.GetFieldValue<string[]>(5);
            found.AddRange(reader.GetFieldValue<string[]>(4).Select((tool, call) => new Boundary(
                played.Script.Name, PointNames.AfterEffect(turn, TrueKey(keys[call])), $"between effect and commit: {tool}", NeedsRescue: true)));
            found.Add(new(played.Script.Name, PointNames.BeforeCommit(number), $"before the commit of {ran}", NeedsRescue: true));
            found.Add(new(played.Script.Name, PointNames.AfterCommit(number), $"after the commit of {ran}", !endsTurn));
        }

        return [.. found.DistinctBy(boundary => boundary.Point)];
    }

    private static string TrueKey(string key) => key.Split(FreshKeyFilter.Separator)[0];
}
