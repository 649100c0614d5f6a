using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>Two real services on one database; a signal hits the one whose model is thinking.</summary>
[Platform("Linux")]
internal sealed class When_a_replica_is_stopped_or_paused
{
    [Test, CancelAfter(180_000)]
    public async Task After_SIGTERM_another_replica_goes_on_at_once_and_the_process_ends_in_time(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        using var model = new HangingModel();
        // The lease is an hour: only a hand-over brings the conversation to the other replica.
        await using var thinking = await StartAsync(database, "3600", cancellationToken, model.Environment);
        await using var other = await StartAsync(database, "3600", cancellationToken);
        var (id, turn) = await AskAsync(thinking, cancellationToken);
        await model.Asked.WaitAsync(cancellationToken);
        thinking.Signal("TERM");
        var answer = await AnswerAsync(other, id, turn, cancellationToken);
        await thinking.WaitForExitAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)answer["reply"], Does.Contain("#W1000002"));
        Assert.That(thinking.ExitCode, Is.Zero, thinking.Output);
    }

    [Test, CancelAfter(180_000)]
    public async Task While_it_drains_a_replica_is_not_ready_and_still_answers(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        using var model = new HangingModel();
        await using var thinking = await StartAsync(database, "3600", cancellationToken, model.Environment, drainTime: "00:01:00");
        var (id, _) = await AskAsync(thinking, cancellationToken);
        await model.Asked.WaitAsync(cancellationToken);
        thinking.Signal("TERM");
        while ((await thinking.Client.GetAsync(Url("/health/ready"), cancellationToken)).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            await Task.Delay(50, cancellationToken);
        }

        var seen = await thinking.Client.GetFromJsonAsync<JsonObject>(Url($"/api/v1/conversations/{id}"), cancellationToken);
        Assert.That((string?)seen!["status"], Is.EqualTo("running"));
    }

    [Test, CancelAfter(180_000)]
    public async Task A_replica_that_was_paused_longer_than_the_lease_commits_nothing(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        using var model = new HangingModel();
        await using var paused = await StartAsync(database, "2", cancellationToken, model.Environment);
        await using var other = await StartAsync(database, "2", cancellationToken);
        var (id, turn) = await AskAsync(paused, cancellationToken);
        await model.Asked.WaitAsync(cancellationToken);
        paused.Signal("STOP");
        var answer = await AnswerAsync(other, id, turn, cancellationToken);
        model.HangUp();
        paused.Signal("CONT");
        await paused.UntilWrittenAsync("belongs to another owner now", cancellationToken);
        await using var source = NpgsqlDataSource.Create(database);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)answer["reply"], Does.Contain("#W1000002"));
        Assert.That(await CountAsync(source, "epoch = 1", cancellationToken), Is.Zero);
        Assert.That(await CountAsync(source, "ends_turn", cancellationToken), Is.EqualTo(1));
    }

    private static async Task<ServiceProcess> StartAsync(
        string database, string lease, CancellationToken cancellationToken, Dictionary<string, string>? more = null, string drainTime = "00:00:01")
    {
        var environment = new Dictionary<string, string>(more ?? new() { ["Model__Provider"] = "offline" })
        {
            ["ConnectionStrings__Agent"] = database,
            ["Runtime__LeaseSeconds"] = lease,
            ["Runtime__DrainTime"] = drainTime,
        };
        return await ServiceProcess.StartAsync(environment, cancellationToken);
    }

    private static async Task<(string Id, string Turn)> AskAsync(ServiceProcess service, CancellationToken cancellationToken)
    {
        using var started = await service.Client.PostAsJsonAsync(Url("/api/v1/conversations"), new { customerId = "mara_olsen_1001" }, cancellationToken);
        var id = (string)(await started.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["id"]!;
        using var accepted = await service.Client.PostAsJsonAsync(
            Url($"/api/v1/conversations/{id}/messages?wait=0"), new { text = "Where is my order #W1000002?" }, cancellationToken);
        return (id, (string)(await accepted.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["turnId"]!);
    }

    private static async Task<JsonObject> AnswerAsync(ServiceProcess service, string id, string turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = await service.Client.GetAsync(Url($"/api/v1/conversations/{id}/turns/{turn}?wait=30"), cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
            }
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string condition, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"SELECT count(*) FROM agent.checkpoints WHERE {condition}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static Uri Url(string path) => new(path, UriKind.Relative);
}
