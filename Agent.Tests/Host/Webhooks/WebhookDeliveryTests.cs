using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Webhooks.Sending;
using Microsoft.AspNetCore.Http;

namespace Agent.Tests.Host.Webhooks;

/// <summary>What happens is told, signed, again until it arrives, and to nobody else.</summary>
internal sealed class WebhookDeliveryTests
{
    private static readonly string[] Turns = ["turn.completed", "turn.failed"];
    private static readonly string[] Everything = ["turn.completed", "turn.failed", "approval.requested", "approval.decided", "conversation.ended", "replay.ended"];
    private WebhookHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await WebhookHost.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_turn_an_approval_and_the_end_are_told_signed_and_masked(CancellationToken cancellationToken)
    {
        var webhook = await _host.SubscribeAsync(Everything);
        var (id, turn) = await _host.SayAsync("I would like to return the headphones from my last order, write to mara.olsen@example.com");
        var (_, asked) = await _host.SayAsync("to the original payment method", conversation: id);
        using (var cancelled = await _host.Admin.PostAsJsonAsync($"/api/v1/conversations/{id}/cancel", new { }, cancellationToken))
            Assert.That(cancelled.IsSuccessStatusCode, Is.True);
        var calls = await _host.Receiver.UntilAsync(
            calls => calls.Any(call => call.Type == "conversation.ended") && calls.Any(call => call.Type.StartsWith("approval.", StringComparison.Ordinal)) && calls.Count(call => call.Type == "turn.completed") == 2,
            cancellationToken); // they are sent in no order
        var completed = calls.First(call => call.Type == "turn.completed" && (string?)call.Json["data"]!["turnId"] == turn.GetProperty("turnId").GetString());
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)completed.Json["tenant"], Is.EqualTo("demo"));
        Assert.That((string?)completed.Json["data"]!["conversationId"], Is.EqualTo(id));
        Assert.That((string?)completed.Json["data"]!["reply"], Is.Not.Empty);
        Assert.That(calls.Select(call => call.Id), Is.Unique);
        Assert.That(calls.Select(call => call.Body), Has.None.Contains("mara.olsen@example.com").And.None.Contains("mara_olsen_1001"));
        Assert.That(
            calls.Where(call => call.Type.StartsWith("approval.", StringComparison.Ordinal)).Select(call => (string?)call.Json["data"]!["approvalId"]),
            Has.Some.EqualTo(asked.GetProperty("pendingApproval").GetProperty("id").GetString()));
        var secret = Convert.FromBase64String(webhook.GetProperty("secret").GetString()!["whsec_".Length..]);
        foreach (var call in calls)
        {
            Assert.That(call.Signature, Is.EqualTo(WebhookSignature.Make([secret], call.Id, long.Parse(call.Timestamp, System.Globalization.CultureInfo.InvariantCulture), call.Body)));
            Assert.That(DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Timestamp, System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_receiver_that_fails_gets_the_same_again_until_it_takes_it(CancellationToken cancellationToken)
    {
        _host.Receiver.Answer = (_, _) => Task.FromResult(_host.Receiver.Calls.Count < 3 ? Results.StatusCode(503) : Results.NoContent());
        await _host.SubscribeAsync(Turns);
        await _host.SayAsync("hello");
        var delivered = await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("status").GetString() == "delivered", cancellationToken);
        Assert.That((delivered.GetProperty("attempts").GetInt32(), delivered.GetProperty("lastStatus").GetInt32()), Is.EqualTo((3, 204)));
        Assert.That(_host.Receiver.Calls.Select(call => (call.Id, call.Body)).Distinct().Count(), Is.EqualTo(1), "the same id and the same body each time");
    }

    [Test, CancelAfter(60_000)]
    public async Task What_never_arrives_is_dead_listed_and_sent_again_on_request(CancellationToken cancellationToken)
    {
        var isBack = false;
        _host.Receiver.Answer = (_, _) => Task.FromResult(isBack ? Results.Ok() : Results.StatusCode(500));
        await _host.SubscribeAsync(Turns);
        await _host.SayAsync("hello");
        var dead = await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("status").GetString() == "dead", cancellationToken);
        var id = dead.GetProperty("id").GetString();
        Assert.That((dead.GetProperty("attempts").GetInt32(), dead.GetProperty("failure").GetString()), Is.EqualTo((3, "500")));
        var listed = await _host.Admin.GetFromJsonAsync<JsonElement>("/api/v1/webhooks/deliveries?status=dead&limit=1", cancellationToken);
        Assert.That(listed.GetProperty("items")[0].GetProperty("id").GetString(), Is.EqualTo(id));
        isBack = true;
        using (var replayed = await _host.Admin.PostAsync($"/api/v1/webhooks/deliveries/{id}/replay", null, cancellationToken))
            Assert.That((int)replayed.StatusCode, Is.EqualTo(202));
        await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("id").GetString() == id && delivery.GetProperty("status").GetString() == "delivered", cancellationToken);
        Assert.That(_host.Receiver.Calls.Select(call => (call.Id, call.Body)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(_host.Receiver.Calls, Has.Count.EqualTo(4));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_receiver_that_says_410_gets_nothing_more_until_it_is_turned_on_again(CancellationToken cancellationToken)
    {
        _host.Receiver.Answer = (_, _) => Task.FromResult(Results.StatusCode(410));
        var webhook = await _host.SubscribeAsync(Turns);
        var id = webhook.GetProperty("id").GetString();
        await _host.SayAsync("hello");
        await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("status").GetString() == "dead", cancellationToken);
        var disabled = await _host.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/webhooks/{id}", cancellationToken);
        Assert.That((disabled.GetProperty("isEnabled").GetBoolean(), disabled.GetProperty("disabledReason").GetString()), Is.EqualTo((false, "gone")));
        await _host.SayAsync("hello again");
        _host.Receiver.Answer = (_, _) => Task.FromResult(Results.Ok());
        using (var enabled = await _host.Admin.PutAsJsonAsync($"/api/v1/webhooks/{id}", new { url = _host.Receiver.Url, kinds = Turns, isEnabled = true }, cancellationToken))
            Assert.That((await enabled.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).TryGetProperty("disabledReason", out _), Is.False);
        await _host.SayAsync("and once more");
        await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("status").GetString() == "delivered", cancellationToken);
        Assert.That(_host.Receiver.Calls, Has.Count.EqualTo(2), "nothing of the time it was off");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_slow_receiver_is_given_up_in_time_and_holds_up_no_other(CancellationToken cancellationToken)
    {
        await _host.DisposeAsync();
        _host = await WebhookHost.StartAsync(null, "--Webhooks:Timeout", "00:00:00.300", "--Webhooks:MaxAttempts", "1");
        await using var slow = await WebhookReceiver.StartAsync();
        slow.Answer = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return Results.Ok();
        };
        await _host.SubscribeAsync(Turns, url: slow.Url);
        await _host.SubscribeAsync(Turns);
        await _host.SayAsync("hello");
        await _host.Receiver.UntilAsync(calls => calls.Count == 1, cancellationToken);
        var dead = await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("status").GetString() == "dead", cancellationToken);
        Assert.That(dead.GetProperty("failure").GetString(), Is.EqualTo("no answer within 0.3 seconds"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_redirect_is_not_followed(CancellationToken cancellationToken)
    {
        await using var other = await WebhookReceiver.StartAsync();
        _host.Receiver.Answer = (_, _) => Task.FromResult(Results.Redirect(other.Url, permanent: false, preserveMethod: true));
        await _host.SubscribeAsync(Turns);
        await _host.SayAsync("hello");
        var dead = await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("status").GetString() == "dead", cancellationToken);
        Assert.That(dead.GetProperty("failure").GetString(), Does.Contain("redirects are not followed"));
        Assert.That(other.Calls, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_name_that_resolves_to_this_machine_is_not_called_whatever_its_name(CancellationToken cancellationToken)
    {
        await _host.DisposeAsync();
        _host = await WebhookHost.StartAsync(null, "--Webhooks:AllowPrivateAddresses", "false", "--Webhooks:MaxAttempts", "1");
        await _host.SubscribeAsync(Turns, url: _host.Receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        await _host.SayAsync("hello");
        var dead = await _host.UntilDeliveryAsync(delivery => delivery.GetProperty("status").GetString() == "dead", cancellationToken);
        Assert.That(dead.GetProperty("failure").GetString(), Does.Contain("where webhooks may not go"));
        Assert.That(_host.Receiver.Calls, Is.Empty);
        using var literal = await _host.Admin.PostAsJsonAsync("/api/v1/webhooks", new { url = _host.Receiver.Url, kinds = Turns }, cancellationToken);
        Assert.That((int)literal.StatusCode, Is.EqualTo(400), "an address that says so itself is not even taken");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_sandbox_tells_nobody(CancellationToken cancellationToken)
    {
        var (id, _) = await _host.SayAsync("I would like to return the headphones from my last order");
        await _host.SubscribeAsync(Everything);
        using var forked = await _host.Admin.PostAsJsonAsync($"/api/v1/conversations/{id}/fork", new { checkpoint = 1 }, cancellationToken);
        var fork = (await forked.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
        await _host.SayAsync("to the original payment method", conversation: fork);
        using (var cancelled = await _host.Admin.PostAsJsonAsync($"/api/v1/conversations/{fork}/cancel", new { }, cancellationToken))
            Assert.That(cancelled.IsSuccessStatusCode, Is.True);
        var (real, _) = await _host.SayAsync("hello");
        var calls = await _host.Receiver.UntilAsync(calls => calls.Count > 0, cancellationToken);
        Assert.That(calls.Select(call => (string?)call.Json["data"]!["conversationId"]), Is.All.EqualTo(real));
    }

    [Test, CancelAfter(60_000)]
    public async Task Tenants_are_told_of_their_own_and_see_nobody_else_s(CancellationToken cancellationToken)
    {
        using var other = _host.As("olga", "other", "admin", "operator");
        await using var theirs = await WebhookReceiver.StartAsync();
        var mine = await _host.SubscribeAsync(Turns);
        await _host.SubscribeAsync(Turns, other, theirs.Url);
        await _host.SayAsync("hello");
        var (id, _) = await _host.SayAsync("hello", other, customer: "guest");
        await _host.Receiver.UntilAsync(calls => calls.Count == 1, cancellationToken);
        var told = await theirs.UntilAsync(calls => calls.Count == 1, cancellationToken);
        Assert.That((string?)told[0].Json["data"]!["conversationId"], Is.EqualTo(id));
        Assert.That((string?)told[0].Json["tenant"], Is.EqualTo("other"));
        var listed = await other.GetFromJsonAsync<JsonElement>("/api/v1/webhooks/deliveries", cancellationToken);
        Assert.That(listed.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        foreach (var address in new[] { $"/api/v1/webhooks/{mine.GetProperty("id").GetString()}", $"/api/v1/webhooks/deliveries/{_host.Receiver.Calls[0].Id}" })
        {
            using var foreign = await other.GetAsync(address, cancellationToken);
            Assert.That((int)foreign.StatusCode, Is.EqualTo(404));
        }

        using var replayed = await other.PostAsync($"/api/v1/webhooks/deliveries/{_host.Receiver.Calls[0].Id}/replay", null, cancellationToken);
        using var removed = await other.DeleteAsync($"/api/v1/webhooks/{mine.GetProperty("id").GetString()}", cancellationToken);
        Assert.That(((int)replayed.StatusCode, (int)removed.StatusCode), Is.EqualTo((404, 404)));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_end_of_a_job_is_told_and_that_of_a_replay_at_the_command_line_is_not(CancellationToken cancellationToken)
    {
        await _host.SubscribeAsync(Everything);
        await using (var replays = _host.Database.CreateCommand( // in one transaction: nobody takes the jobs up
            """
            INSERT INTO agent.replay_runs (tenant, id, mode, status, spec, digest, created_by, created_at, is_job, cancel_requested)
                VALUES ('demo', 'job', 'exact', 'running', '{}', 'd', 'x', now(), true, false), ('demo', 'line', 'exact', 'running', '{}', 'd', 'x', now(), false, false);
            UPDATE agent.replay_runs SET status = 'completed', finished_at = now();
            """))
            await replays.ExecuteNonQueryAsync(cancellationToken);
        var (id, _) = await _host.SayAsync("hello");
        var calls = await _host.Receiver.UntilAsync(calls => calls.Count == 2, cancellationToken);
        var ended = calls.Single(call => call.Type == "replay.ended");
        Assert.That(((string?)ended.Json["data"]!["jobId"], (string?)ended.Json["data"]!["status"]), Is.EqualTo(("job", "completed")));
        Assert.That(calls.Single(call => call.Type == "turn.completed").Json["data"]!["conversationId"]!.GetValue<string>(), Is.EqualTo(id));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_that_was_not_committed_is_not_told_and_one_that_was_is_written_down_with_it(CancellationToken cancellationToken)
    {
        await _host.DisposeAsync();
        _host = await WebhookHost.StartAsync(null, "--Webhooks:Interval", "00:01:00"); // nothing is sent: what counts is what is written down
        await _host.SubscribeAsync(Turns);
        var (id, _) = await _host.SayAsync("hello");
        await using var connection = await _host.Database.OpenConnectionAsync(cancellationToken);
        await using var count = connection.CreateCommand();
        count.CommandText =
            "SELECT (SELECT count(*) FROM webhooks.deliveries WHERE conversation_id = k.conversation_id) || '/' || count(*) FROM agent.checkpoints k WHERE ends_turn AND conversation_id = $1 GROUP BY conversation_id";
        count.Parameters.AddWithValue(id);
        Assert.That(await count.ExecuteScalarAsync(cancellationToken), Is.EqualTo("1/1"));
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var insert = connection.CreateCommand();
            insert.CommandText =
                """
                INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
                SELECT tenant, conversation_id, last_number + 1, last_number + 1, turn + 1, true, epoch, last_event + 1, '{}', events, body, now()
                FROM agent.checkpoints WHERE conversation_id = $1 AND ends_turn
                """;
            insert.Parameters.AddWithValue(id);
            await insert.ExecuteNonQueryAsync(cancellationToken);
            await transaction.RollbackAsync(cancellationToken);
        }

        Assert.That(await count.ExecuteScalarAsync(cancellationToken), Is.EqualTo("1/1"));
    }
}
