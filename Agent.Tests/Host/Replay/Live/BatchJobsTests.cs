using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Host.Replay.Live;

/// <summary>Live replays as jobs of the service, through a provider's batch endpoint: any replica goes on with what another one had under way.</summary>
internal sealed class BatchJobsTests
{
    private const int Conversations = 3;
    private const int CallsEach = 4;
    private const string Question = "Where is my order #W1000001?";

    private string _connectionString = "";
    private NpgsqlDataSource _database = null!;
    private BatchProvider _provider = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _connectionString = await PostgresFixture.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(_connectionString);
        _provider = await BatchProvider.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test, CancelAfter(120_000)]
    public async Task Killed_in_the_middle_another_replica_ends_it_and_nothing_is_paid_twice(CancellationToken cancellationToken)
    {
        _provider.Open = new();
        Uri address;
        await using (var first = await ServeAsync(cancellationToken))
        {
            address = await AcceptAsync(first, cancellationToken);
            var job = await UntilAsync(first, address, found => (int?)found["batches"]?["sent"] == 1 && _provider.Batches.Count == 1, cancellationToken);
            var page = await first.Client.GetStringAsync($"/replays/{Path.GetFileName(address.ToString())}", cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(((string?)job["status"], (int)job["done"]!, (int)job["total"]!), Is.EqualTo(("running", 0, Conversations)));
            Assert.That(((int)job["batches"]!["ended"]!, (int)job["batches"]!["calls"]!, (int)job["batches"]!["endedCalls"]!), Is.EqualTo((0, Conversations, 0)));
            Assert.That(page, Does.Contain("0 of 1 batches with the models").And.Contain("id=\"batches\""));
        }

        _provider.Open.SetResult();
        await using var second = await ServeAsync(cancellationToken);
        var ended = await UntilAsync(second, address, found => (string?)found["status"] is not "running", cancellationToken);
        using var all = Assert.EnterMultipleScope();
        Assert.That(((string?)ended["status"], (int)ended["done"]!, (int)ended["errors"]!), Is.EqualTo(("completed", Conversations, 0)), ended.ToJsonString());
        Assert.That(_provider.Charged, Has.Count.EqualTo(Conversations * CallsEach).And.Unique);
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach));
        Assert.That(((int)ended["batches"]!["sent"]!, (int)ended["batches"]!["ended"]!), Is.EqualTo((CallsEach, CallsEach)));
        Assert.That(await LedgerAsync(cancellationToken), Is.EqualTo((Conversations * CallsEach * BatchProvider.CallUsd, 0m)));
    }

    [Test, CancelAfter(120_000)]
    public async Task Cancelled_its_batch_is_ended_and_what_was_answered_is_paid(CancellationToken cancellationToken)
    {
        _provider.Open = new();
        await using var service = await ServeAsync(cancellationToken);
        var address = await AcceptAsync(service, cancellationToken);
        await UntilAsync(service, address, _ => _provider.Batches.Count == 1, cancellationToken);
        Assert.That((await service.Client.DeleteAsync(address, cancellationToken)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await UntilAsync(service, address, found => (int)found["batches"]!["ended"]! == 1, cancellationToken);
        while (await LedgerAsync(cancellationToken) is { Reserved: not 0 })
        {
            await Task.Delay(20, cancellationToken);
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(_provider.Batches.Single().Status, Is.EqualTo("cancelled"));
        Assert.That(await LedgerAsync(cancellationToken), Is.EqualTo((Conversations / 2 * BatchProvider.CallUsd, 0m)), "the provider had come half way");
        Assert.That((string?)(await service.Client.GetFromJsonAsync<JsonNode>(address, cancellationToken))!["status"], Is.EqualTo("cancelled"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Nobody_spends_more_than_the_service_allows(CancellationToken cancellationToken)
    {
        await using var service = await ServeAsync(cancellationToken, liveBudget: "2");
        foreach (var (body, words) in ((object, string)[])[
            (new { mode = "live" }, "budgetUsd must say"), (new { mode = "live", budgetUsd = 0 }, "budgetUsd must say"), (new { mode = "live", budgetUsd = 3 }, "2 US dollars at most"),
            (new { mode = "decisions", budgetUsd = 1 }, "are for mode live"), (new { mode = "decisions", largeModel = "x" }, "are for mode live"), (new { mode = "live", budgetUsd = 1, samples = 101 }, "samples must be"),
            (new { mode = "live", budgetUsd = 1, largeModel = "unpriced" }, "there is no price for unpriced")])
        {
            var refused = await service.Client.PostAsJsonAsync("/api/v1/replays", body, cancellationToken);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await refused.Content.ReadAsStringAsync(cancellationToken), Does.Contain(words));
        }

        Assert.That(await service.Client.GetStringAsync("/replays", cancellationToken), Does.Contain("name=\"budgetUsd\" min=\"0.01\" max=\"2\"").And.Contain("value=\"live\""), "the portal offers it");
        await using var closed = await ServeAsync(cancellationToken, liveBudget: "0");
        var never = await closed.Client.PostAsJsonAsync("/api/v1/replays", new { mode = "live", budgetUsd = 1 }, cancellationToken);
        Assert.That(await never.Content.ReadAsStringAsync(cancellationToken), Does.Contain("Replay:LiveBudget"));
        Assert.That(await closed.Client.GetStringAsync("/replays", cancellationToken), Does.Not.Contain("value=\"live\""));
        Assert.That(_provider.Batches, Is.Empty);
    }

    private Task<ServiceProcess> ServeAsync(CancellationToken cancellationToken, string liveBudget = "10")
    {
        var settings = new Dictionary<string, string>(_provider.Environment)
        {
            ["ConnectionStrings__Agent"] = _connectionString, ["Replay__LiveBudget"] = liveBudget, ["Replay__Poll"] = "00:00:00.100", ["Runtime__DrainTime"] = "00:00:00",
        };
        return ServiceProcess.StartAsync(settings, cancellationToken);
    }

    private static async Task<Uri> AcceptAsync(ServiceProcess service, CancellationToken cancellationToken)
    {
        var recordings = Enumerable.Range(1, Conversations).Select(number => JsonNode.Parse(ReplayFixture.Recording($"r{number}", "demo", "mara_olsen_1001", Question)));
        var accepted = await service.Client.PostAsJsonAsync("/api/v1/replays", new { mode = "live", budgetUsd = 5, recordings }, cancellationToken);
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await accepted.Content.ReadAsStringAsync(cancellationToken));
        return accepted.Headers.Location!;
    }

    private static async Task<JsonNode> UntilAsync(ServiceProcess service, Uri address, Func<JsonNode, bool> isTime, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = (await service.Client.GetFromJsonAsync<JsonNode>(address, cancellationToken))!;
            if (isTime(found))
            {
                return found;
            }

            Assert.That((string?)found["status"], Is.Not.EqualTo("failed"), found.ToJsonString() + service.Output);
            await Task.Delay(20, cancellationToken);
        }
    }

    private async Task<(decimal Spent, decimal Reserved)> LedgerAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT coalesce(sum(spent_usd), 0), coalesce(sum(reserved_usd), 0) FROM agent.budgets WHERE scope = 'replay'");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetDecimal(0), reader.GetDecimal(1));
    }
}
