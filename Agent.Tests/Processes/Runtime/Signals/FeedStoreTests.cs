using System.Text.Json;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime.Signals;

/// <summary>Reading on costs what there is to read, however long the conversation is.</summary>
internal sealed class FeedStoreTests
{
    [TestCase(FeedSql.FindBehindEvent, "4999", 60)]
    [TestCase(FeedSql.FindEnd, "5000", 60)]
    public async Task The_end_of_a_long_conversation_is_found_without_reading_its_past(string sql, string at, int blocks)
    {
        await using var replica = await RuntimeFixture.StartAsync();
        await replica.ExecuteAsync(
            """
            INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
            SELECT 'demo', 'c1', n, n, n, true, 1, n, '{}', '[]', '{}', now() FROM generate_series(1, 5000) AS n
            """, CancellationToken.None);
        await replica.ExecuteAsync("ANALYZE agent.checkpoints", CancellationToken.None);
        var explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.Replace("$1", "'demo'", StringComparison.Ordinal)
            .Replace("$2", "'c1'", StringComparison.Ordinal).Replace("$3", at, StringComparison.Ordinal);
        using var plan = JsonDocument.Parse((await replica.ReadAsync<string>(explain, CancellationToken.None))!);
        var root = plan.RootElement[0].GetProperty("Plan");
        Assert.That(root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64(), Is.LessThan(blocks));
    }
}
