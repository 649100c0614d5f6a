using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Api.Idempotency;
using Agent.Processes;
using Agent.Processes.Persistence.Tenancy;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Host.Api;

internal sealed class IdempotencyTests
{
    private const string Conversations = "/api/v1/conversations";
    private ApiHost _host = null!;
    private AnswerStore _store = null!;

    private NpgsqlDataSource Database => _host.Get<NpgsqlDataSource>();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await ApiHost.StartAsync("--Api:RepeatPatience", "00:00:00.300");
        _store = new(_host.Get<TenantDatabase>()); // another replica's
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [Test]
    public async Task The_same_request_with_the_same_key_gets_the_first_answer_to_the_byte()
    {
        using var first = await PostAsync("k1", "mara_olsen_1001");
        using var second = await PostAsync("k1", "mara_olsen_1001");
        using var other = await PostAsync("k2", "mara_olsen_1001");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(second.Headers.Location, Is.EqualTo(first.Headers.Location).And.Not.Null);
        Assert.That(await second.Content.ReadAsByteArrayAsync(), Is.EqualTo(await first.Content.ReadAsByteArrayAsync()));
        Assert.That(second.Content.Headers.ContentType, Is.EqualTo(first.Content.Headers.ContentType));
        Assert.That(first.Headers.Contains("Idempotency-Replayed"), Is.False);
        Assert.That(second.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo(["true"]));
        Assert.That(other.Headers.Location, Is.Not.EqualTo(first.Headers.Location));
    }

    [Test]
    public async Task Twenty_at_the_same_instant_are_carried_out_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync("together", "mara_olsen_1001")));
        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.Created));
        Assert.That(answers.Select(answer => answer.Headers.Location).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_that_comes_with_another_body_or_to_another_address_is_refused()
    {
        using var first = await PostAsync("k3", "mara_olsen_1001");
        using var otherBody = await PostAsync("k3", "tom_becker_1002");
        using var otherAddress = await SendAsync("k3", $"{first.Headers.Location}/cancel", null);
        await CheckAsync(otherBody, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        await CheckAsync(otherAddress, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        using var untouched = await _host.Client.GetAsync(first.Headers.Location);
        Assert.That((await untouched.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString(), Is.EqualTo("idle"));
    }

    [Test]
    public async Task A_request_that_still_runs_elsewhere_is_waited_for_a_while_then_409()
    {
        var (key, token) = await HoldElsewhereAsync("k4");
        using var tooEarly = await PostAsync("k4", "mara_olsen_1001");
        await CheckAsync(tooEarly, HttpStatusCode.Conflict, "idempotency-key-in-use");
        Assert.That(tooEarly.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));

        var waiting = PostAsync("k4", "mara_olsen_1001");
        await _store.KeepAsync(key, token, new(201, "application/json", "/there", "{\"id\":\"c1\"}"u8.ToArray()), CancellationToken.None);
        using var answered = await waiting;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await answered.Content.ReadAsStringAsync(), Is.EqualTo("{\"id\":\"c1\"}"));
        Assert.That(answered.Headers.Location?.ToString(), Is.EqualTo("/there"));
    }

    [Test]
    public async Task A_request_whose_replica_was_killed_is_carried_out_by_the_one_that_repeats_it()
    {
        var (key, token) = await HoldElsewhereAsync("k5");
        await ExecuteAsync("UPDATE api.answers SET held_until = now() - interval '1 second' WHERE key = 'k5'");
        using var taken = await PostAsync("k5", "mara_olsen_1001");
        Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Created));

        // The first one was only paused: what it says now counts for nothing.
        await _store.KeepAsync(key, token, new(201, null, "/stale", []), CancellationToken.None);
        using var again = await PostAsync("k5", "mara_olsen_1001");
        Assert.That(again.Headers.Location, Is.EqualTo(taken.Headers.Location));
    }

    [Test]
    public async Task A_conversation_that_was_started_before_the_replica_died_is_the_one_the_repetition_gets()
    {
        var (key, _) = await HoldElsewhereAsync("k10");
        var reserved = await ReadReservedAsync("k10");
        await _host.Conversations.StartAsync("demo", new() { CustomerId = "mara_olsen_1001", Id = reserved });
        await ExecuteAsync("UPDATE api.answers SET held_until = now() - interval '1 second' WHERE key = 'k10'");
        using var repeated = await PostAsync("k10", "mara_olsen_1001");
        Assert.That(repeated.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(repeated.Headers.Location?.ToString(), Does.EndWith("/" + reserved));
        Assert.That(key.Caller, Is.EqualTo("dev"));
    }

    [Test]
    public async Task Two_issuers_that_know_somebody_by_the_same_name_share_no_answers()
    {
        await using var one = await TokenIssuer.StartAsync();
        await using var two = await TokenIssuer.StartAsync();
        await using var host = await ApiHost.StartAsync(one, "--Auth:Issuers:second:Issuer", two.Address, "--Auth:Issuers:second:TenantClaim", "tenant");
        var locations = new List<Uri?>();
        foreach (var issuer in new[] { one, two, one })
        {
            using var client = host.As(issuer.Token(issuer.Claims("ann", "demo", "operator")));
            using var request = new HttpRequestMessage(HttpMethod.Post, Conversations) { Content = JsonContent.Create(new { customerId = "mara_olsen_1001" }) };
            request.Headers.Add("Idempotency-Key", "same");
            using var answer = await client.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            locations.Add(answer.Headers.Location);
        }

        Assert.That(locations[1], Is.Not.EqualTo(locations[0]));
        Assert.That(locations[2], Is.EqualTo(locations[0]));
    }

    [Test]
    public async Task What_failed_on_our_side_is_carried_out_the_next_time()
    {
        _host.Conversations.Failure = new NpgsqlException("away", new TimeoutException());
        using var failed = await PostAsync("k6", "mara_olsen_1001");
        _host.Conversations.Failure = null;
        using var again = await PostAsync("k6", "mara_olsen_1001");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(failed.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [TestCase("")]
    [TestCase("with space")]
    [TestCase("tooLong")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var answer = await PostAsync(key == "tooLong" ? new string('k', 201) : key, "mara_olsen_1001");
        await CheckAsync(answer, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test]
    public async Task Nobody_elses_key_is_known()
    {
        using var first = await PostAsync("k7", "mara_olsen_1001");
        foreach (var (tenant, caller) in new[] { ("other", "dev"), ("demo", "somebody") })
        {
            var (state, _, _) = await _store.TakeAsync(new(tenant, caller, "k7", [1]), Guid.NewGuid(), "c7", CancellationToken.None);
            Assert.That(state, Is.EqualTo(AnswerState.Ours), $"{tenant}/{caller}");
        }
    }

    [Test]
    public async Task After_a_day_a_key_is_free_again_and_its_answer_is_removed()
    {
        using var first = await PostAsync("k8", "mara_olsen_1001");
        using var gone = await PostAsync("k9", "mara_olsen_1001");
        await ExecuteAsync("UPDATE api.answers SET created_at = now() - interval '24 hours 1 second' WHERE key IN ('k8', 'k9')");
        using var again = await PostAsync("k8", "tom_becker_1002");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await _store.SweepAsync(100, CancellationToken.None), Is.EqualTo(1));
    }

    [Test]
    public async Task Nothing_is_stored_for_a_request_without_a_key_nor_for_a_message()
    {
        using var started = await _host.Client.PostAsJsonAsync(Conversations, new { customerId = "mara_olsen_1001" });
        var before = await CountAsync();
        using var message = await SendAsync("m1", $"{started.Headers.Location}/messages", new { text = "hello" });
        using var plain = await _host.Client.PostAsJsonAsync(Conversations, new { customerId = "mara_olsen_1001" });
        Assert.That(message.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await CountAsync(), Is.EqualTo(before));
    }

    private async Task<(AnswerKey Key, Guid Token)> HoldElsewhereAsync(string key)
    {
        // The request as this service itself describes it.
        using var described = await PostAsync(key, "mara_olsen_1001");
        await using var command = Database.CreateCommand($"SELECT request FROM api.answers WHERE key = '{key}'");
        var held = new AnswerKey("demo", "dev", key, (byte[])(await command.ExecuteScalarAsync())!);
        await ExecuteAsync($"DELETE FROM api.answers WHERE key = '{key}'");
        var token = Guid.NewGuid();
        Assert.That((await _store.TakeAsync(held, token, ConversationIds.New(DateTimeOffset.UtcNow), CancellationToken.None)).State, Is.EqualTo(AnswerState.Ours));
        return (held, token);
    }

    private Task<HttpResponseMessage> PostAsync(string key, string customerId) => SendAsync(key, Conversations, new { customerId });

    private async Task<HttpResponseMessage> SendAsync(string key, string address, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await _host.Client.SendAsync(request);
    }

    private static Task CheckAsync(HttpResponseMessage response, HttpStatusCode status, string type) => ApiTests.ReadProblemAsync(response, status, type);

    private async Task<string> ReadReservedAsync(string key)
    {
        await using var command = Database.CreateCommand($"SELECT reserved FROM api.answers WHERE key = '{key}'");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync()
    {
        await using var command = Database.CreateCommand("SELECT count(*) FROM api.answers");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
