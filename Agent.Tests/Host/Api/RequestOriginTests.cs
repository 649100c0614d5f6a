using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Processes.Telemetry;
using Agent.Tests.Host.Webhooks;

namespace Agent.Tests.Host.Api;

/// <summary>What a request led to in a conversation carries its id, wherever it is read.</summary>
[NonParallelizable] // listens to the spans of the whole process
internal sealed class RequestOriginTests
{
    private const string Wish = "I'd like to return the headphones from my last order, refund to my credit card";

    [Test, CancelAfter(120_000)]
    public async Task Each_event_superstep_and_turn_names_the_request_that_caused_it(CancellationToken cancellationToken)
    {
        var spans = new ConcurrentBag<(string? Conversation, string? Request)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.OperationName == TelemetryNames.Turn)
                    spans.Add((span.GetTagItem("gen_ai.conversation.id") as string, span.GetTagItem("agent.request_id") as string));
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await WebhookHost.StartAsync();
        var id = (await SendAsync(host, "/api/v1/conversations", "r-start", new { customerId = "mara_olsen_1001" }, cancellationToken)).GetProperty("id").GetString()!;
        var asked = await SendAsync(host, $"/api/v1/conversations/{id}/messages", "r-wish", new { text = Wish }, cancellationToken);
        var approval = asked.GetProperty("pendingApproval").GetProperty("id").GetString();
        var decided = await SendAsync(host, $"/api/v1/approvals/{approval}/decision", "r-yes", new { decision = "approve" }, cancellationToken);
        using (var ended = await host.Admin.GetAsync(new Uri($"/api/v1/conversations/{id}/turns/{decided.GetProperty("turnId").GetString()}?wait=20", UriKind.Relative), cancellationToken))
            Assert.That((int)ended.StatusCode, Is.EqualTo(200));
        await SendAsync(host, $"/api/v1/conversations/{id}/claim", "r-claim", new { reason = "x" }, cancellationToken);
        await SendAsync(host, $"/api/v1/conversations/{id}/messages", "r-kept", new { text = "Hello?" }, cancellationToken);
        await SendAsync(host, $"/api/v1/conversations/{id}/reply", "r-reply", new { text = "I am Ann." }, cancellationToken);
        await SendAsync(host, $"/api/v1/conversations/{id}/release", "r-release", new { }, cancellationToken);
        await SendAsync(host, $"/api/v1/conversations/{id}/cancel", "r-cancel", null, cancellationToken);
        var supersteps = (await host.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}/checkpoints?limit=500", cancellationToken)).GetProperty("items").EnumerateArray().ToArray();
        var events = supersteps.SelectMany(superstep => superstep.GetProperty("events").EnumerateArray()).ToArray();
        var streamed = await StreamAsync(host, id, events.Length, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(events.Select(RequestOf), Is.All.Not.Null, "each has one here");
        Assert.That(events.Select(RequestOf).Distinct(), Is.EqualTo(new[] { "r-wish", "r-yes", "r-claim", "r-kept", "r-reply", "r-release", "r-cancel" }));
        Assert.That(streamed, Is.EqualTo(events.Select(RequestOf)), "the stream says the same");
        foreach (var superstep in supersteps)
            Assert.That(superstep.GetProperty("events").EnumerateArray().Select(RequestOf), Is.All.EqualTo(RequestOf(superstep)), $"superstep {superstep.GetProperty("number")}");
        Assert.That(spans.Where(span => span.Conversation == id).Select(span => span.Request), Is.SupersetOf(new[] { "r-wish", "r-yes" }));

        // A replay has no request, and that is no difference.
        var replay = await SendAsync(host, $"/api/v1/conversations/{id}/replay", "r-replay", null, cancellationToken);
        Assert.That(replay.GetProperty("outcome").GetString(), Is.EqualTo("identical"), replay.GetRawText());
    }

    [Test, CancelAfter(60_000)]
    public async Task A_replica_that_took_no_request_knows_it_from_the_input(CancellationToken cancellationToken)
    {
        await using var first = await WebhookHost.StartAsync(null, "--Runtime:MaxRunning", "1");
        var database = first.Database;
        var (id, _) = await first.SayAsync("Hello");
        // As if this replica had had no room: the input waits in the queue, and whoever takes it has nothing but the row.
        await using (var command = database.CreateCommand(
            """
            WITH c AS (UPDATE agent.conversations SET last_input = last_input + 1, status = 'running', ready_at = now() WHERE id = $1 RETURNING tenant, id, last_input)
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, request_id, received_at)
            SELECT tenant, id, last_input, 'message', '{"text":"Where is my order #W1000002?"}', 'r-elsewhere', now() FROM c
            """))
        {
            command.Parameters.Add(new() { Value = id });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        using var ended = await first.Admin.GetAsync(new Uri($"/api/v1/conversations/{id}/turns/t2?wait=20", UriKind.Relative), cancellationToken);
        var supersteps = (await first.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}/checkpoints?limit=500", cancellationToken)).GetProperty("items").EnumerateArray();
        Assert.That(supersteps.Where(superstep => superstep.GetProperty("turnId").GetString() == "t2").Select(RequestOf), Is.Not.Empty.And.All.EqualTo("r-elsewhere"));
    }

    private static string? RequestOf(JsonElement item) => item.TryGetProperty("requestId", out var request) ? request.GetString() : null;

    private static async Task<JsonElement> SendAsync(WebhookHost host, string path, string requestId, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-Request-Id", requestId);
        using var answer = await host.Admin.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"{path}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task<string?[]> StreamAsync(WebhookHost host, string id, int count, CancellationToken cancellationToken)
    {
        await using var stream = await host.Admin.GetStreamAsync(new Uri($"/api/v1/conversations/{id}/events", UriKind.Relative), cancellationToken);
        using var reader = new StreamReader(stream);
        var seen = new List<string?>();
        while (seen.Count < count && await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                seen.Add(RequestOf(JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..])));
        }

        return [.. seen];
    }
}
