using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Agent.Processes;

namespace Agent.Tests.Host.Api;

[NonParallelizable] // its tests change what the scripted conversations do
internal sealed class EventsApiTests : ApiTests
{
    [TearDown]
    public void LetTurnsEnd() => Host.Conversations.MayEnd = Task.CompletedTask;

    [Test, CancelAfter(60_000)]
    public async Task A_turn_is_streamed_as_it_happens(CancellationToken cancellationToken)
    {
        Host.Conversations.Script = text =>
        [
            (ConversationEvents.MessageDelta, new MessageDelta("t1", "You ")),
            (ConversationEvents.MessageCompleted, new MessageCompleted($"You said: {text}")),
        ];
        var id = await StartConversationAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{id}/messages") { Content = JsonContent.Create(new { text = "hi\nthere" }) };
        request.Headers.Add("Accept", "text/event-stream");
        using var response = await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        var events = await ReadAsync(response, 10, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(events.Select(item => item.EventType), Is.EqualTo(["turn.started", "message.delta", "message.completed", "turn.completed"]));
        Assert.That(events.Select(item => item.EventId), Is.EqualTo(["1", "1", "2", "3"]), "a delta has no number, so a client resumes behind the event before it");
        Assert.That(events[2].Data.GetProperty("text").GetString(), Is.EqualTo("You said: hi\nthere"));
        Assert.That(events[2].Data.GetProperty("turnId").GetString(), Is.EqualTo("t1"));
        Assert.That(events[2].Data.GetProperty("at").GetDateTimeOffset(), Is.EqualTo(DateTimeOffset.UnixEpoch));
        Assert.That(events[3].Data.GetProperty("status").GetString(), Is.EqualTo("idle"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_broken_stream_goes_on_behind_the_last_event_seen(CancellationToken cancellationToken)
    {
        var id = await StartConversationAsync(cancellationToken);
        using (await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "first" }, cancellationToken))
        {
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{id}/events");
        request.Headers.Add("Last-Event-ID", "1");
        using var response = await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var events = await ReadAsync(response, 2, cancellationToken);
        Assert.That(events.Select(item => item.EventId), Is.EqualTo(["2", "3"]));
    }

    [TestCase("-1")]
    [TestCase("abc")]
    [TestCase("99999999999999999999")]
    public async Task A_strange_last_event_is_refused(string last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{await StartConversationAsync()}/events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        using var response = await Host.Client.SendAsync(request);
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_client_that_leaves_disturbs_no_turn(CancellationToken cancellationToken)
    {
        var mayEnd = new TaskCompletionSource();
        Host.Conversations.MayEnd = mayEnd.Task;
        var id = await StartConversationAsync(cancellationToken);
        using (var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{id}/messages") { Content = JsonContent.Create(new { text = "hello" }) })
        {
            request.Headers.Add("Accept", "text/event-stream");
            using var response = await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            Assert.That(await ReadAsync(response, 1, cancellationToken), Has.Count.EqualTo(1));
        }

        await WaitUntilAsync(() => Host.Conversations.Readers == 0, cancellationToken);
        mayEnd.SetResult();
        var turn = await Host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}/turns/t1?wait=10", cancellationToken);
        Assert.That(turn.GetProperty("reply").GetString(), Is.EqualTo("You said: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_client_that_does_not_read_holds_nothing_but_its_own_stream_back(CancellationToken cancellationToken)
    {
        const int Many = 20_000;
        var text = new string('x', 2000);
        var echo = Host.Conversations.Script;
        Host.Conversations.Script = _ => Enumerable.Range(0, Many).Select(number => (ConversationEvents.MessageCompleted, (object)new MessageCompleted(text)));
        var id = await StartConversationAsync(cancellationToken);
        using (await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "tell me everything" }, cancellationToken))
            Host.Conversations.Script = echo;
        var before = Interlocked.Read(ref Host.Conversations.Given);
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 })
        {
            await socket.ConnectAsync(Host.Client.BaseAddress!.Host, Host.Client.BaseAddress.Port, cancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/conversations/{id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n"), cancellationToken);
            // Until nothing more is written: what is on its way fills the buffers of the two sockets, and no memory of ours.
            var given = before;
            for (var last = -1L; last != given || given == before; given = Interlocked.Read(ref Host.Conversations.Given))
            {
                last = given;
                await Task.Delay(300, cancellationToken);
            }

            Assert.That(given - before, Is.LessThan(Many / 2));
            using var other = await Host.Client.GetAsync($"/api/v1/conversations/{id}", cancellationToken);
            Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await WaitUntilAsync(() => Host.Conversations.Readers == 0, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_silent_stream_shows_that_it_lives_and_ends_with_the_service(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Api:Heartbeat", "00:00:00.050");
        using var created = await host.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "a" }, cancellationToken);
        using var response = await host.Client.GetAsync($"{created.Headers.Location}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        List<string?> lines = [];
        while (lines.Count(line => line?.StartsWith(':') is true) < 2)
            lines.Add(await reader.ReadLineAsync(cancellationToken));
        await host.StopAsync();
        Assert.That(await reader.ReadToEndAsync(cancellationToken), Does.Not.Contain("event:"));
    }

    private static async Task<List<(string EventType, string? EventId, JsonElement Data)>> ReadAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        List<(string, string?, JsonElement)> events = [];
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            events.Add((item.EventType, parser.LastEventId, JsonSerializer.Deserialize<JsonElement>(item.Data)));
            if (events.Count == most)
                break;
        }

        return events;
    }

    private static async Task WaitUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
            await Task.Delay(10, cancellationToken);
    }
}
