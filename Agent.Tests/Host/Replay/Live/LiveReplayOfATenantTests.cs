using System.Text.Json.Nodes;
using Agent.Host.Models;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agent.Tests.Host.Replay.Live;

/// <summary>A tenant's conversation that is held anew is held as the tenant's settings are by then.</summary>
internal sealed class LiveReplayOfATenantTests
{
    [Test, CancelAfter(120_000)]
    public async Task The_tenants_own_policies_decide_as_they_would_today(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using (var support = await SupportFixture.StartAsync(connectionString: connectionString))
        {
            await (await support.TalkAsync("mara_olsen_1001", cancellationToken)).SayAsync("I'd like to return the headphones from my last order, refund to my credit card", cancellationToken);
        }

        var before = await ReplayAsync(connectionString, cancellationToken);
        await using (var database = NpgsqlDataSource.Create(connectionString))
        {
            await using var command = database.CreateCommand(
                """
                INSERT INTO security.tenants (tenant, name, created_at, created_by, settings) VALUES ('demo', 'Demo', now(), 'test',
                    '{"policies": {"tools": {"return_delivered_order_items": {"approvals": {"operator_over_500": {"when": {"amount": {"more_than": 1}}}}}}}}')
                """);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        var after = await ReplayAsync(connectionString, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(((int)before["summary"]!["same"]!, (int)before["summary"]!["different"]!), Is.EqualTo((1, 0)), before["summary"]!.ToJsonString());
        Assert.That(((int)after["summary"]!["same"]!, (int)after["summary"]!["different"]!), Is.EqualTo((0, 1)), after["summary"]!.ToJsonString());
        Assert.That(after["conversations"]![0]!["differences"]!.ToJsonString(), Does.Contain("operator_over_500"));
    }

    private static async Task<JsonNode> ReplayAsync(string connectionString, CancellationToken cancellationToken)
    {
        using var model = new PricedModel();
        await using var replay = await ReplayFixture.OpenAsync(connectionString, services => services.AddKeyedSingleton<IChatClient>(ModelProviders.Offline, (_, _) => model), PricedModel.Settings);
        return await replay.ReportAsync(cancellationToken, "stored", "--mode", "live", "--budget", "5");
    }
}
