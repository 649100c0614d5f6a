using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Recordings;
using Npgsql;

namespace Agent.Tests.Host.Api;

internal sealed class ForksApiTests : ApiTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_stored_conversation_is_forked(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using var host = await ApiHost.StartAsync("--ConnectionStrings:Agent", connectionString);
        await using var database = NpgsqlDataSource.Create(connectionString);
        var recording = ConversationRecording.Read(ConversationRecording.PathOf("support", "v1", RecordingPoints.AfterTheReturn));
        await recording.RestoreAsync(database, cancellationToken);
        var address = $"/api/v1/conversations/{recording.ConversationId}/fork";
        using var forked = await host.Client.PostAsJsonAsync(address, new { checkpoint = 3, reason = "to look at it" }, cancellationToken);
        var body = JsonSerializer.Deserialize<JsonElement>(await forked.Content.ReadAsStringAsync(cancellationToken));
        using var refused = await host.Client.PostAsJsonAsync(address, new { checkpoint = 3, prompts = new { triage = "no such" } }, cancellationToken);
        using var missing = await host.Client.PostAsJsonAsync(address, new { checkpoint = 9999 }, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(forked.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(forked.Headers.Location?.ToString(), Is.EqualTo($"/api/v1/conversations/{body.GetProperty("id").GetString()}"));
        Assert.That(body.GetProperty("sandbox").GetBoolean(), Is.True);
        Assert.That(body.GetProperty("forkedFrom").GetProperty("conversationId").GetString(), Is.EqualTo(recording.ConversationId));
        Assert.That(body.GetProperty("forkedFrom").GetProperty("checkpoint").GetInt32(), Is.EqualTo(3));
        var problem = await ReadProblemAsync(refused, HttpStatusCode.UnprocessableEntity, "fork-refused");
        Assert.That(problem.GetProperty("errors").GetProperty("prompts.triage")[0].GetString(), Does.Contain("no such"));
        await ReadProblemAsync(missing, HttpStatusCode.NotFound, "not-found");
    }

    [Test]
    public async Task A_live_fork_needs_a_reason()
    {
        using var response = await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{await StartConversationAsync()}/fork", new { checkpoint = 1, live = true });
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
    }

    [TestCase("""{}""")]
    [TestCase("""{"checkpoint":"first"}""")]
    [TestCase("""{"checkpoint":1,"approval":"perhaps"}""")]
    public async Task A_wrong_request_is_refused(string body)
    {
        using var response = await Host.Client.PostAsync($"/api/v1/conversations/{await StartConversationAsync()}/fork", Json(body));
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, "malformed-body");
    }
}
