using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>The real service is killed between the question and the answer. Nothing of the question was only in its memory.</summary>
internal sealed class When_a_replica_is_killed_while_a_person_is_asked
{
    private const string Return = "I want to return everything from order #W1000004, refund to the original payment method";
    private Dictionary<string, string> _environment = [];
    private string _database = "";

    [SetUp]
    public async Task PrepareAsync()
    {
        _database = await PostgresFixture.CreateDatabaseAsync();
        _environment = new()
        {
            ["ConnectionStrings__Agent"] = _database, ["Model__Provider"] = "offline", ["Runtime__LeaseSeconds"] = "2", ["Runtime__ApprovalSweep"] = "00:00:00.200",
        };
    }

    [Test, CancelAfter(120_000)]
    public async Task The_question_is_still_listed_decided_on_another_replica_and_carried_out_once(CancellationToken cancellationToken)
    {
        string conversation;
        await using (var first = await ServiceProcess.StartAsync(_environment, cancellationToken))
        {
            conversation = await AskAsync(first, cancellationToken);
        } // killed with signal 9

        await using var second = await ServiceProcess.StartAsync(_environment, cancellationToken);
        await using var third = await ServiceProcess.StartAsync(_environment, cancellationToken);
        var listed = await GetAsync(second, $"/api/v1/approvals?status=pending&approver=operator&conversation={conversation}", cancellationToken);
        var approval = listed.GetProperty("items")[0].GetProperty("id").GetString();
        var decisions = await Task.WhenAll(Enumerable.Range(0, 6).Select(person => (person % 2 == 0 ? second : third).Client.PostAsJsonAsync(
            $"/api/v1/approvals/{approval}/decision", new { decision = "approve" }, cancellationToken)));
        var decided = await decisions.Single(answer => answer.StatusCode == HttpStatusCode.OK).Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var turn = await GetAsync(second, $"/api/v1/conversations/{conversation}/turns/{decided.GetProperty("turnId").GetString()}?wait=30", cancellationToken);
        var after = await GetAsync(third, $"/api/v1/approvals/{approval}", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(listed.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        Assert.That(decisions.Count(answer => answer.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(5));
        Assert.That(turn.GetProperty("reply").GetString(), Does.Contain("#W1000004"));
        Assert.That(after.GetProperty("status").GetString(), Is.EqualTo("approved"));
        Assert.That(await CountAsync("SELECT count(*) FROM backoffice.returns", cancellationToken), Is.EqualTo(1));
        Array.ForEach(decisions, answer => answer.Dispose());
    }

    [Test, CancelAfter(120_000)]
    public async Task The_question_lapses_in_time_all_the_same_and_the_customer_is_told_once(CancellationToken cancellationToken)
    {
        _environment["Policies__Path"] = await WithLifetimeAsync("3s", cancellationToken);
        string conversation;
        await using (var first = await ServiceProcess.StartAsync(_environment, cancellationToken))
        {
            conversation = await AskAsync(first, cancellationToken);
        }

        await using var second = await ServiceProcess.StartAsync(_environment, cancellationToken);
        await using var third = await ServiceProcess.StartAsync(_environment, cancellationToken);
        var told = await GetAsync(second, $"/api/v1/conversations/{conversation}/turns/t2?wait=30", cancellationToken);
        var approval = (await GetAsync(third, "/api/v1/approvals", cancellationToken)).GetProperty("items")[0];
        using var late = await third.Client.PostAsJsonAsync($"/api/v1/approvals/{approval.GetProperty("id").GetString()}/decision", new { decision = "approve" }, cancellationToken);
        var problem = await late.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        File.Delete(_environment["Policies__Path"]);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(told.GetProperty("status").GetString(), Is.EqualTo("idle"));
        Assert.That(told.GetProperty("reply").GetString(), Does.Contain("No colleague has decided about this in time"));
        Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(problem.GetProperty("approvalStatus").GetString(), Is.EqualTo("expired"));
        Assert.That(problem.GetProperty("decidedBy").GetString(), Is.EqualTo("system"));
        Assert.That(problem.GetProperty("decidedAt").GetDateTimeOffset(), Is.GreaterThan(approval.GetProperty("requestedAt").GetDateTimeOffset()));
        Assert.That(await CountAsync("SELECT count(*) FROM agent.inbox", cancellationToken), Is.EqualTo(2));
        Assert.That(await CountAsync("SELECT count(*) FROM backoffice.returns", cancellationToken), Is.Zero);
    }

    private static async Task<string> AskAsync(ServiceProcess service, CancellationToken cancellationToken)
    {
        using var started = await service.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "tom_becker_1002" }, cancellationToken);
        var conversation = (await started.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
        using var asked = await service.Client.PostAsJsonAsync($"/api/v1/conversations/{conversation}/messages", new { text = Return }, cancellationToken);
        var turn = await asked.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.That(turn.GetProperty("status").GetString(), Is.EqualTo("waiting"), turn.GetRawText());
        return conversation;
    }

    private static Task<JsonElement> GetAsync(ServiceProcess service, string path, CancellationToken cancellationToken) =>
        service.Client.GetFromJsonAsync<JsonElement>(path, cancellationToken);

    private static async Task<string> WithLifetimeAsync(string lifetime, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies.yaml"), cancellationToken);
        var path = Path.Combine(Path.GetTempPath(), $"policies-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(
            path, text.Replace("lifetime: 24h", $"lifetime: {lifetime}", StringComparison.Ordinal).Replace("[4h]", "[]", StringComparison.Ordinal), cancellationToken);
        return path;
    }

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
