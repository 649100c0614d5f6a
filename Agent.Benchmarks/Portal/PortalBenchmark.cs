using System.Diagnostics;
using System.Globalization;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Replicas;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;
using Npgsql;

namespace Agent.Benchmarks.Portal;

/// <summary>How long every page of the portal takes with many conversations in the database. The rule is 300 ms at the 95th percentile.</summary>
internal static class PortalBenchmark
{
    private const int WarmUp = 8;
    private const int Rounds = 40;
    private const double Rule = 300;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var conversations = 100_000;
        if (arguments.Length > 1 || (arguments is [var text] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out conversations) || conversations < 1_000)))
        {
            await Console.Error.WriteLineAsync("usage: portal [conversations, at least 1000]");
            return 2;
        }

        await using var service = await BenchmarkService.StartAsync(connection: null, serves: false);
        await using var replica = await ReplicaProcess.StartAsync(service.ConnectionString);
        replica.Client.DefaultRequestHeaders.Add("Accept", "text/html, application/json");
        var held = new PortalTemplates(replica.Client);
        var templates = await held.HoldAsync();
        var replay = await held.ReplayAsync((await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies.yaml"))).Replace("at_most: 30", "at_most: 1", StringComparison.Ordinal));
        await UntilFoundAsync(service.Database, templates.Count);
        var began = Stopwatch.GetTimestamp();
        var size = await new PortalFill(service.ConnectionString, templates).AddAsync(conversations, replay);
        var filled = Stopwatch.GetElapsedTime(began);
        await Console.Error.WriteLineAsync($"filled in {Figures.Show(filled.TotalSeconds)} s");
        var longest = await held.TalkAsync("mara_olsen_1001", Enumerable.Repeat("hello", 100));
        var table = new MarkdownTable("page", "p50, ms", "p95, ms", "KB");
        var slow = 0;
        foreach (var (name, address) in await PagesAsync(service.Database, templates, longest, replay))
        {
            var (times, bytes) = await MeasureAsync(replica.Client, address);
            slow += times.At(0.95) > Rule ? 1 : 0;
            await Console.Error.WriteLineAsync($"{name}: {Figures.Show(times.Median)} / {Figures.Show(times.At(0.95))} ms"); // who waits sees how far it is
            table.Add(name, Figures.Show(times.Median), Figures.Show(times.At(0.95)) + (times.At(0.95) > Rule ? " (!)" : ""), Figures.Show(bytes / 1024.0));
        }

        await Console.Out.WriteLineAsync(
            $"{table}{Environment.NewLine}{Environment.NewLine}{Figures.Show(conversations)} conversations, {Figures.Show(size / 1048576.0)} MB, filled in {Figures.Show(filled.TotalSeconds)} s; "
            + $"{Rounds} requests of each page, one after the other. {(slow == 0 ? "All" : $"{slow} pages do not")} keep the rule of {Rule} ms.");
        return slow == 0 ? 0 : 1;
    }

    private static async Task<(Durations Times, int Bytes)> MeasureAsync(HttpClient client, string address)
    {
        var times = new List<double>();
        var bytes = 0;
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
            bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{address}: {answer.StatusCode}");
            }

            if (round >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        return (new(times), bytes);
    }

    private static async Task<IReadOnlyList<(string Name, string Address)>> PagesAsync(NpgsqlDataSource database, IReadOnlyList<string> templates, string longest, string replay)
    {
        var middle = await ReadAsync(database, "SELECT conversation_id FROM agent.digests WHERE tenant = 'demo' ORDER BY conversation_id OFFSET (SELECT count(*) / 2 FROM agent.digests) LIMIT 1");
        var approval = await ReadAsync(database, "SELECT id FROM agent.approvals WHERE tenant = 'demo' AND status = 'pending' AND approver = 'operator' ORDER BY requested_at LIMIT 1");
        var today = DateTimeOffset.UtcNow;
        var (day, year) = (today.AddDays(-7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), today.AddDays(-365).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return
        [
            ("Approvals", "/approvals"), ("… one of them", $"/approvals?id={approval}"),
            ("Conversations", "/conversations"), ("… a page in the middle", $"/conversations?after={middle}"),
            ("… by a word most have", "/conversations?q=order"), ("… by a word few have", "/conversations?q=invoice"), ("… by a word none has", "/conversations?q=dirigible"),
            ("… by customer", "/conversations?customer=mara_olsen_1001_17"), ("… by status", "/conversations?status=waiting"), ("… by a status none has", "/conversations?status=parked"),
            ("… by category", "/conversations?category=billing"), ("… by tool", "/conversations?tool=get_order_details"), ("… by a tool none used", "/conversations?tool=process_refund"),
            ("… by day", $"/conversations?from={day}&to={day}"), ("… by cost, which none has", "/conversations?cost=5"), ("… by rating", "/conversations?rating=down"),
            ("… by word, status and rating", "/conversations?q=invoice&status=idle&rating=down"),
            ("A conversation", $"/conversations/{templates[0]}"), ("… with a superstep opened", $"/conversations/{templates[0]}?at=5"),
            ("A conversation of 100 turns", $"/conversations/{longest}"), ("… its beginning", $"/conversations/{longest}?from=1"), ("… with a superstep opened", $"/conversations/{longest}?at=400"),
            ("Insight, 30 days", "/insight"), ("… a year", $"/insight?from={year}"),
            ("Replays", "/replays"), ("A replay of as many", $"/replays/{replay}"), ("… one kind", $"/replays/{replay}?kind=eligibility"), ("… one conversation of it", $"/replays/{replay}/1"),
            ("Policies", "/policies"), ("Operations", "/operations"), ("Audit", "/operations/audit"), ("… by act, which none was", "/operations/audit?act=turn.skipped"),
            ("API keys", "/operations/keys"), ("Tenants", "/operations/tenants"), ("Try it", "/try"), ("… a talk", $"/try/{templates[0]}"),
        ];
    }

    private static async Task<string> ReadAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task UntilFoundAsync(NpgsqlDataSource database, int count)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM agent.digests d JOIN agent.conversations c ON c.tenant = d.tenant AND c.id = d.conversation_id AND c.turns = d.turns");
        while ((long)(await command.ExecuteScalarAsync())! < count)
        {
            await Task.Delay(200);
        }
    }
}
