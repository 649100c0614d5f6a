using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>
/// Many clients read one conversation while it goes on. Each is cut off after a random number of events and resumes behind the last one it saw, on any replica;
/// one replica is killed meanwhile. <c>AGENT_STREAMS</c> sets how many; default 60.
/// </summary>
internal sealed class When_event_streams_are_cut
{
    private const int Turns = 4;
    private static readonly int Streams = int.TryParse(Environment.GetEnvironmentVariable("AGENT_STREAMS"), out var streams) ? streams : 60;

    [Test, CancelAfter(300_000)]
    public async Task What_each_client_has_seen_in_the_end_is_what_is_stored(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(), ["Model__Provider"] = "offline", ["Runtime__LeaseSeconds"] = "2",
        };
        await using var stays = await ServiceProcess.StartAsync(settings, cancellationToken);
        await using var dies = await ServiceProcess.StartAsync(settings, cancellationToken);
        var address = await StartConversationAsync(stays, cancellationToken);
        using var ended = new CancellationTokenSource();
        var cuts = 0;
        var clients = Enumerable.Range(0, Streams).Select(number => Task.Run(() => ReadAsync(
            address, [stays, dies], new Random(number), () => Interlocked.Increment(ref cuts), ended.Token, cancellationToken), cancellationToken)).ToArray();
        for (var turn = 1; turn <= Turns; turn++)
            await SayAsync(turn % 2 == 0 ? stays : dies, address, cancellationToken);
        // Killed in the middle of a turn, with half of the clients on it.
        using (await dies.Client.PostAsJsonAsync($"{address}/messages?wait=0", new { text = "where is my order #W1000002?" }, cancellationToken))
            dies.Signal("KILL");

        await SayAsync(stays, address, cancellationToken);
        var stored = await ReadStoredAsync(stays, address, cancellationToken);
        await ended.CancelAsync(); // every client reads up to the newest event and stops
        var seen = await Task.WhenAll(clients.Select(client => client.WaitAsync(cancellationToken)));
        TestContext.Out.WriteLine($"{Streams} streams, {cuts} cuts, {stored.Count} events");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(stored.Select(item => item.Number), Is.EqualTo(Enumerable.Range(1, stored.Count)));
        Assert.That(cuts, Is.GreaterThan(Streams));
        foreach (var client in seen)
            Assert.That(client, Is.EqualTo(stored));
    }

    private static async Task<List<(long Number, string Text)>> ReadAsync(
        string address, ServiceProcess[] replicas, Random random, Action cut, CancellationToken ended, CancellationToken cancellationToken)
    {
        var seen = new List<(long Number, string Text)>();
        while (true)
        {
            var replica = replicas[random.Next(replicas.Length)];
            var atMost = random.Next(1, 12);
            try
            {
                if (await ReadSomeAsync(replica.HasExited ? replicas[0] : replica, address, seen, atMost, ended, cancellationToken))
                    return seen;
                cut();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException && !cancellationToken.IsCancellationRequested)
            {
                cut(); // the replica is gone
            }
        }
    }

    /// <returns>True when the conversation is over and everything has been seen.</returns>
    private static async Task<bool> ReadSomeAsync(
        ServiceProcess replica, string address, List<(long Number, string Text)> seen, int atMost, CancellationToken ended, CancellationToken cancellationToken)
    {
        if (ended.IsCancellationRequested)
        {
            seen.AddRange(await ReadStoredAsync(replica, address, cancellationToken, seen.Count == 0 ? 0 : seen[^1].Number));
            return true;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(ended, cancellationToken);
        try
        {
            await foreach (var item in EventsAsync(replica, address, seen.Count == 0 ? 0 : seen[^1].Number, over.Token))
            {
                seen.Add(item);
                if (--atMost == 0)
                    break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The conversation is over: the rest is read once more.
        }

        return false;
    }

    /// <summary>The stored events behind a number: the stream up to the newest event.</summary>
    private static async Task<List<(long Number, string Text)>> ReadStoredAsync(ServiceProcess replica, string address, CancellationToken cancellationToken, long after = 0)
    {
        var checkpoints = await replica.Client.GetFromJsonAsync<JsonElement>($"{address}/checkpoints?limit=500", cancellationToken);
        var newest = checkpoints.GetProperty("items").EnumerateArray().SelectMany(item => item.GetProperty("events").EnumerateArray())
            .Max(item => item.GetProperty("number").GetInt64());
        var found = new List<(long Number, string Text)>();
        if (after >= newest)
            return found;
        await foreach (var item in EventsAsync(replica, address, after, cancellationToken))
        {
            found.Add(item);
            if (item.Number == newest)
                break;
        }

        return found;
    }

    /// <summary>The numbered events of a stream, each as the text it came as.</summary>
    private static async IAsyncEnumerable<(long Number, string Text)> EventsAsync(
        ServiceProcess replica, string address, long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/events");
        if (after > 0)
            request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await replica.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        long? number = null;
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                number = line.StartsWith("id: ", StringComparison.Ordinal) ? long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture) : number;
                text.AppendLine(line);
                continue;
            }

            if (number is { } complete)
                yield return (complete, text.ToString());
            number = null;
            text.Clear();
        }
    }

    private static async Task<string> StartConversationAsync(ServiceProcess replica, CancellationToken cancellationToken)
    {
        using var started = await replica.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        return started.EnsureSuccessStatusCode().Headers.Location!.ToString();
    }

    private static async Task SayAsync(ServiceProcess replica, string address, CancellationToken cancellationToken)
    {
        using var answer = await replica.Client.PostAsJsonAsync($"{address}/messages", new { text = "what can you do?" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var turn = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("turnId").GetString();
        while (true)
        {
            using var view = await replica.Client.GetAsync(new Uri($"{address}/turns/{turn}?wait=10", UriKind.Relative), cancellationToken);
            if (view.StatusCode == System.Net.HttpStatusCode.OK)
                return;
        }
    }
}
