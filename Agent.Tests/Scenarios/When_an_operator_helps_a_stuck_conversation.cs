using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>One real service whose only place is taken by a conversation that waits for its model: others queue, and one is parked.</summary>
[Platform("Linux")]
internal sealed class When_an_operator_helps_a_stuck_conversation
{
    private HangingModel _model = null!;
    private ServiceProcess _service = null!;
    private NpgsqlDataSource _database = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        _model = new();
        _database = NpgsqlDataSource.Create(connectionString);
        _service = await ServiceProcess.StartAsync(
            new Dictionary<string, string>(_model.Environment) { ["ConnectionStrings__Agent"] = connectionString, ["Runtime__MaxRunning"] = "1" }, CancellationToken.None);
        await SendAsync(await BeginAsync(default), "?wait=0", default);
        await _model.Asked;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _model.Dispose();
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test, CancelAfter(60_000)]
    public async Task A_message_that_has_to_queue_is_acknowledged_at_once(CancellationToken cancellationToken)
    {
        var id = await BeginAsync(cancellationToken);
        using var answer = await SendAsync(id, "", cancellationToken); // nothing said about waiting
        var turn = await _service.Client.GetAsync(answer.Headers.Location, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(answer.Headers.Location?.ToString(), Is.EqualTo($"/api/v1/conversations/{id}/turns/t1"));
        Assert.That(turn.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((string?)(await ReadAsync(turn, cancellationToken))["status"], Is.EqualTo("running"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_parked_conversation_is_listed_tried_again_and_skipped(CancellationToken cancellationToken)
    {
        var id = await BeginAsync(cancellationToken);
        await SendAsync(id, "", cancellationToken);
        await ParkAsync(id, cancellationToken);
        var listed = (await GetAsync("operations/parked", cancellationToken))["items"]!.AsArray().Single(item => (string?)item!["conversationId"] == id)!;
        using var more = await SendAsync(id, "", cancellationToken);
        using var retried = await PostAsync($"conversations/{id}/retry", cancellationToken);
        await ParkAsync(id, cancellationToken);
        using var skipped = await PostAsync($"conversations/{id}/skip", cancellationToken);
        using var first = await _service.Client.GetAsync(Url($"conversations/{id}/turns/t1"), cancellationToken);
        using var second = await _service.Client.GetAsync(Url($"conversations/{id}/turns/t2"), cancellationToken);
        var left = (await GetAsync("operations/parked", cancellationToken))["items"]!.AsArray();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)listed["reason"], Is.EqualTo("poisoned"));
        Assert.That((string?)listed["error"], Is.EqualTo("broken in a test"));
        Assert.That((more.StatusCode, (string?)(await ReadAsync(more, cancellationToken))["status"]), Is.EqualTo((HttpStatusCode.Accepted, "parked")));
        Assert.That((retried.StatusCode, (string?)(await ReadAsync(retried, cancellationToken))["turnId"]), Is.EqualTo((HttpStatusCode.Accepted, "t1")));
        Assert.That((skipped.StatusCode, (string?)(await ReadAsync(skipped, cancellationToken))["status"]), Is.EqualTo((HttpStatusCode.OK, "running")));
        Assert.That((string?)(await ReadAsync(first, cancellationToken))["failure"]?["reason"], Is.EqualTo("skipped"));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), "the next input waits its turn");
        Assert.That(left.Select(item => (string?)item!["conversationId"]), Has.None.EqualTo(id));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_not_stuck_is_left_alone(CancellationToken cancellationToken)
    {
        var id = await BeginAsync(cancellationToken);
        using var retry = await PostAsync($"conversations/{id}/retry", cancellationToken);
        using var skip = await PostAsync($"conversations/{id}/skip", cancellationToken);
        using var unknown = await PostAsync("conversations/c1ng3bxemf7j46e0n3b6tvcg1adqzhscab/retry", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await ProblemAsync(retry, cancellationToken), Is.EqualTo((HttpStatusCode.Conflict, "urn:agent:problem:nothing-to-retry")));
        Assert.That(await ProblemAsync(skip, cancellationToken), Is.EqualTo((HttpStatusCode.Conflict, "urn:agent:problem:not-parked")));
        Assert.That(await ProblemAsync(unknown, cancellationToken), Is.EqualTo((HttpStatusCode.NotFound, "urn:agent:problem:not-found")));
    }

    [Test, CancelAfter(60_000)]
    public async Task Operators_see_the_replicas_and_what_is_kept_for_how_long(CancellationToken cancellationToken)
    {
        var replica = (await GetAsync("operations/replicas", cancellationToken))["items"]!.AsArray().Single()!;
        var retention = await GetAsync("operations/retention", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((bool?)replica["isAlive"], Is.True);
        Assert.That(replica["workflows"]!.AsArray().Select(name => (string?)name), Has.Some.EqualTo("support/v1"));
        Assert.That((double?)retention["conversations"]?["keptDays"], Is.Positive);
        Assert.That((int?)retention["conversations"]?["due"], Is.Zero);
    }

    private static Uri Url(string path) => new($"/api/v1/{path}", UriKind.Relative);

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        using var answer = await _service.Client.PostAsJsonAsync(Url("conversations"), new { customerId = "mara_olsen_1001" }, cancellationToken);
        return (string)(await ReadAsync(answer, cancellationToken))["id"]!;
    }

    private Task<HttpResponseMessage> SendAsync(string id, string query, CancellationToken cancellationToken) =>
        _service.Client.PostAsJsonAsync(Url($"conversations/{id}/messages{query}"), new { text = "Where is my order #W1000002?" }, cancellationToken);

    private Task<HttpResponseMessage> PostAsync(string path, CancellationToken cancellationToken) => _service.Client.PostAsync(Url(path), null, cancellationToken);

    private async Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) =>
        (await _service.Client.GetFromJsonAsync<JsonObject>(Url(path), cancellationToken))!;

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;

    private static async Task<(HttpStatusCode, string?)> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        (answer.StatusCode, (string?)(await ReadAsync(answer, cancellationToken))["type"]);

    /// <summary>As the rescue does with a conversation that has ended its replica too often.</summary>
    private async Task ParkAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(
            "UPDATE agent.conversations SET status = 'parked', ready_at = NULL, parked_reason = 'poisoned', parked_error = 'broken in a test', updated_at = now() WHERE id = $1 AND owner IS NULL");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        Assert.That(await command.ExecuteNonQueryAsync(cancellationToken), Is.EqualTo(1));
    }
}
