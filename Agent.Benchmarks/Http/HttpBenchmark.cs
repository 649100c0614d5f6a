using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Replicas;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Http;

/// <summary>Requests per second and their times over HTTP, beside those of a bare endpoint that inserts one row: in turns, against the same PostgreSQL server.</summary>
internal static class HttpBenchmark
{
    private static readonly int[] s_clients = [1, 64, 512];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = 3;
        if (arguments.Length > 1 || (arguments is [var text] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds == 0)))
        {
            await Console.Error.WriteLineAsync("usage: http [seconds]");
            return 2;
        }

        await using var shop = await BenchmarkService.StartAsync(connection: null, serves: false);
        await using var bare = await ReplicaProcess.StartBareAsync(shop.ConnectionString);
        // Limits are looked at as ever, but are never used up.
        await using var service = await ReplicaProcess.StartAsync(shop.ConnectionString, new Dictionary<string, string>
        {
            ["Limits__Address__RequestsPerMinute"] = "1000000000", ["Limits__Address__RequestBurst"] = "0", ["Limits__Caller__RequestsPerMinute"] = "1000000000",
            ["Limits__Caller__RequestBurst"] = "0", ["Limits__Tenant__RequestsPerMinute"] = "1000000000", ["Limits__Tenant__RequestBurst"] = "0",
        });
        (string Name, ReplicaProcess Server, Func<HttpClient, string, Task> Ask)[] kinds =
        [
            ("one INSERT, bare", bare, HttpRequests.InsertAsync), ("GET conversation", service, HttpRequests.LookAsync),
            ("message, answered", service, HttpRequests.SayAsync), ("message, streamed", service, HttpRequests.StreamAsync),
        ];
        var conversations = await Task.WhenAll(Enumerable.Range(0, s_clients.Max()).Select(_ => HttpRequests.StartAsync(service.Client)));
        foreach (var (_, server, ask) in kinds)
        {
            await MeasureAsync(server.Client, ask, conversations[..16], TimeSpan.FromSeconds(seconds)); // until the compilers are done
        }

        var table = new MarkdownTable(["", .. s_clients.SelectMany(clients => new[] { $"{clients}: per second", "p50, ms", "p99, ms" })]);
        var levels = kinds.ToDictionary(kind => kind.Name, _ => new List<HttpLevel>());
        foreach (var clients in s_clients)
        {
            foreach (var (name, server, ask) in kinds)
            {
                levels[name].Add(await MeasureAsync(server.Client, ask, conversations[..clients], TimeSpan.FromSeconds(seconds)));
            }
        }

        foreach (var (name, _, _) in kinds)
        {
            table.Add([name, .. levels[name].SelectMany(level => new[] { level.PerSecond, level.Times.Median, level.Times.At(0.99) }.Select(Figures.Show))]);
        }

        await Console.Out.WriteLineAsync(table.ToString());
        return 0;
    }

    private static async Task<HttpLevel> MeasureAsync(HttpClient client, Func<HttpClient, string, Task> ask, string[] conversations, TimeSpan time)
    {
        var times = new ConcurrentBag<double>();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(conversations.Select(conversation => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                var asked = Stopwatch.GetTimestamp();
                await ask(client, conversation);
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        })));
        return new(conversations.Length, times.Count / Stopwatch.GetElapsedTime(began).TotalSeconds, new(times));
    }
}
