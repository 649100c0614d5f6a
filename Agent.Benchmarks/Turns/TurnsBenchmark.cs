using Agent.Benchmarks.Conversations;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;
using Agent.Processes;
using Npgsql;

namespace Agent.Benchmarks.Turns;

/// <summary>Asks the same question again and again in one conversation: what the 400th answer costs against the tenth.</summary>
internal sealed class TurnsBenchmark(BenchmarkService service)
{
    private const int Conversations = 5;
    private const int Turns = 402;
    private static readonly int[] s_shown = [10, 100, 400];
    private readonly ReturnScenario _scenario = new(service.Conversations, decidesThroughApi: false);

    public async Task<string> RunAsync()
    {
        var costs = new List<TurnCost>();
        foreach (var order in await service.Shop.AddOrdersAsync(Conversations))
        {
            costs.AddRange(await MeasureAsync(order));
        }

        var table = new MarkdownTable(["one turn of a long conversation", .. s_shown.Select(turn => $"turn {turn}"), $"turn {s_shown[^1]} to turn {s_shown[0]}"]);
        Add("time, ms", cost => cost.Milliseconds);
        Add("WAL, bytes", cost => cost.WalBytes);
        Add("stored, bytes", cost => cost.StoredBytes);
        Add("rows written", cost => cost.Rows);
        return table.ToString();

        void Add(string what, Func<TurnCost, double> value)
        {
            var medians = s_shown.Select(turn => new Durations(costs.Where(cost => IsNear(cost.Turn, turn)).Select(value)).Median).ToArray();
            table.Add([what, .. medians.Select(Figures.Show), Figures.Times(medians[^1] / medians[0])]);
        }
    }

    /// <summary>The two turns before and after count too: one turn's time and WAL depend on what else the machine does just then.</summary>
    private static bool IsNear(int turn, int shown) => Math.Abs(turn - shown) <= 2;

    private static bool IsShown(int turn) => s_shown.Any(shown => IsNear(turn, shown));

    private async Task<IEnumerable<TurnCost>> MeasureAsync(ShopOrder order)
    {
        var started = await service.Conversations.StartAsync(BenchmarkShop.Tenant, new() { CustomerId = order.CustomerId });
        var key = new ConversationKey(BenchmarkShop.Tenant, started.Id);
        var times = new double[Turns + 1];
        var wal = new long[Turns + 1];
        for (var turn = 1; turn <= Turns; turn++)
        {
            var before = IsShown(turn) ? await service.Counters.ReadWalPositionAsync() : 0;
            var (milliseconds, answer) = await _scenario.SayAsync(key, $"Where is my order {order.OrderId}?");
            wal[turn] = IsShown(turn) ? await service.Counters.ReadWalPositionAsync() - before : 0;
            times[turn] = milliseconds;
            if (answer is not { Status: ConversationStatus.Idle, Reply: not null })
            {
                throw new InvalidOperationException($"Turn {turn} of conversation {key.Id} ended as {answer.Status}: {answer.Failure}");
            }
        }

        return (await ReadStoredAsync(key)).Select(stored => new TurnCost(stored.Turn, times[stored.Turn], wal[stored.Turn], stored.Bytes, stored.Rows));
    }

    /// <summary>What each turn left behind: its input, its checkpoints, and two updates of the conversation's row.</summary>
    private async Task<IReadOnlyList<(int Turn, long Bytes, long Rows)>> ReadStoredAsync(ConversationKey key)
    {
        await using var command = service.Database.CreateCommand(
            """
            SELECT c.turn, sum(octet_length(c.body::text) + octet_length(c.events::text) + 4 * cardinality(c.needs)) + max(octet_length(i.payload::text)), count(*) + 1 + 2
            FROM agent.checkpoints c JOIN agent.inbox i ON i.tenant = c.tenant AND i.conversation_id = c.conversation_id AND i.number = c.turn
            WHERE c.tenant = $1 AND c.conversation_id = $2 GROUP BY c.turn
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Tenant });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Id });
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new List<(int, long, long)>();
        while (await reader.ReadAsync())
        {
            stored.Add((reader.GetInt32(0), (long)reader.GetDecimal(1), reader.GetInt64(2)));
        }

        return stored;
    }

    private sealed record TurnCost(int Turn, double Milliseconds, double WalBytes, double StoredBytes, double Rows);
}
