using System.Text.RegularExpressions;
using Agent.Host.Database;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Storage;
using Agent.Host.Teams.Storage;
using Agent.Host.Webhooks.Storage;
using Agent.Processes.Persistence.Tenancy;
using Agent.Tests.Conventions;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Teams;
using Agent.Tests.Host.Webhooks;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Tests.Host.Database;

/// <summary>The edges' own tables behind the wall between tenants: keys, sessions, the audit log, kept answers, limits, webhooks and Teams.</summary>
internal sealed partial class EdgesOutsideTheWallTests
{
    private const string Mara = "mara_olsen_1001";
    private static readonly string[] s_schemas = ["agent", "api", "security", "teams", "webhooks"];

    [Test, CancelAfter(90_000)]
    public async Task What_the_edges_do_for_one_tenant_runs_behind_the_wall_and_outside_runs_what_the_decision_lists(CancellationToken cancellationToken)
    {
        await using var watched = await WatchedWall.CreateAsync(cancellationToken);
        await using var issuer = await TokenIssuer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        using var signing = new EdgeLife.SigningFile();
        await using var host = await TeamsHost.StartAsync(watched.ConnectionString, settings:
        [
            .. issuer.Settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value! }), .. WebhookHost.Open, "--Auth:Issuers:test:MayManageTenants", "true",
            "--Auth:SignIn:Issuer", "test", "--Auth:SignIn:ClientId", "agent-portal", "--Audit:SigningKeyPath", signing.Path, "--Audit:CheckpointInterval", "00:00:00.200",
            "--Erasure:SecondPass", "00:00:00.500", "--Erasure:Interval", "00:00:00.100", "--Auth:LookupCache", "00:00:00.050",
        ]);
        Assert.That(host.Get<TenantWall>().IsUp, Is.True);
        await watched.BeginAsync(s_schemas, cancellationToken);
        await EdgeLife.RunAsync(host, issuer, receiver, cancellationToken);
        await host.Get<AuditRetention>().RunAsync(cancellationToken);
        await watched.UntilSeenAsync(
        [
            EdgeSweep.ApiKey, EdgeSweep.TenantList, EdgeSweep.AuditUnsigned, EdgeSweep.AuditTenants, EdgeSweep.WebhooksTake, EdgeSweep.TeamsInboxTake, EdgeSweep.TeamsOutboxTake,
            EdgeSweep.TeamsTenants, Sweep.TakeOversRecent, EdgeSweep.ErasuresTake, EdgeSweep.BucketsSettle,
        ], cancellationToken);
        Assert.That(await watched.FindOthersAsync(OutsideTheWallTests.Outside(), cancellationToken), Is.Empty, "these ran outside of the wall");
    }

    [Test, CancelAfter(90_000)]
    public async Task A_statement_of_the_edges_that_forgets_its_tenant_reads_and_changes_nothing_of_another_one(CancellationToken cancellationToken)
    {
        await using var host = await WebhookHost.StartAsync();
        await FillAsync(host, cancellationToken);
        var database = host.Get<TenantDatabase>();
        using var scope = Assert.EnterMultipleScope();
        foreach (var (table, column) in new[] { ("security.api_keys", "name"), ("api.answers", "location"), ("teams.people", "changed_by"), ("webhooks.subscriptions", "description") })
        {
            // $1 is the tenant of the wall, and these forget to ask for it.
            Task<List<string>> ReadAsync(string tenant) => database.Create($"SELECT tenant FROM {table} WHERE $1 <> ''", tenant).ReadAsync(row => row.GetString(0), cancellationToken);
            Assert.That(await ReadAsync("other"), Is.Empty, table);
            Assert.That(await database.ExecuteAsync($"UPDATE {table} SET {column} = 'forgotten' WHERE $1 <> ''", "other", cancellationToken), Is.Zero, table);
            Assert.That(await database.ExecuteAsync($"DELETE FROM {table} WHERE $1 <> ''", "other", cancellationToken), Is.Zero, table);
            Assert.That(
                () => database.ExecuteAsync($"UPDATE {table} SET tenant = 'other' WHERE $1 <> ''", "demo", cancellationToken),
                Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege), table);
            Assert.That(await ReadAsync("demo"), Is.Not.Empty.And.All.EqualTo("demo"), $"{table}: they are there, and as they were");
            Assert.That(await database.ExecuteAsync($"UPDATE {table} SET {column} = 'own' WHERE $1 <> ''", "demo", cancellationToken), Is.Positive, table);
        }
    }

    [Test, CancelAfter(90_000)]
    public async Task A_query_of_the_edges_that_forgets_its_tenant_finds_and_changes_nothing_of_another_one_whoever_asks(CancellationToken cancellationToken)
    {
        await using var host = await WebhookHost.StartAsync();
        await FillAsync(host, cancellationToken);
        TenantWall.Enter("demo"); // whose request it is
        foreach (var (tenant, isThere) in new[] { ("other", false), ("demo", true) })
        {
            Assert.That(await ForgetAsync<SecurityDbContext>(host, tenant, context => context.ApiKeys.CountAsync(cancellationToken)) > 0, Is.EqualTo(isThere));
            Assert.That(await ForgetAsync<SecurityDbContext>(host, tenant, context => context.Audit.CountAsync(cancellationToken)) > 0, Is.EqualTo(isThere));
            Assert.That(await ForgetAsync<TeamsDbContext>(host, tenant, context => context.People.ExecuteUpdateAsync(set => set.SetProperty(p => p.ChangedBy, "x"), cancellationToken)) > 0, Is.EqualTo(isThere));
            Assert.That(await ForgetAsync<WebhooksDbContext>(host, tenant, context => context.Subscriptions.ExecuteUpdateAsync(set => set.SetProperty(s => s.Description, "x"), cancellationToken)) > 0, Is.EqualTo(isThere));
        }

        Assert.That(TenantWall.Current, Is.EqualTo("demo"), "behind it, it is as it was");
        await using var strayed = host.Get<IDbContextFactory<TeamsDbContext>>().For("other");
        strayed.Directories.Add(new() { Tenant = "demo", DirectoryId = "d", ChangedAt = DateTime.UtcNow, ChangedBy = "x" });
        Assert.That(() => strayed.SaveChangesAsync(cancellationToken), Throws.InvalidOperationException.With.Message.Contains("another tenant"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_request_with_a_key_takes_as_many_round_trips_behind_the_wall_as_without_it(CancellationToken cancellationToken)
    {
        await using var walled = await WebhookHost.StartAsync();
        await using var plain = await WebhookHost.StartAsync(null, "--ConnectionStrings:Agent", await OutsideTheWallTests.WithoutWallAsync(cancellationToken));
        Assert.That((walled.Get<TenantWall>().IsUp, plain.Get<TenantWall>().IsUp), Is.EqualTo((true, false)));
        var (behind, without) = (await CountRoundTripsAsync(walled, cancellationToken), await CountRoundTripsAsync(plain, cancellationToken));
        await TestContext.Out.WriteLineAsync($"{behind} round trips behind the wall, {without} without");
        Assert.That(behind, Is.EqualTo(without).And.Positive);
    }

    /// <summary>A statement for all tenants cannot be made elsewhere, and nothing of the edges reaches the database by another way.</summary>
    [Test]
    public void The_edges_have_no_other_way_to_the_database()
    {
        // What registers and migrates, the private cluster, a look whether the server answers, and a take in a transaction of EF Core's that is bound by its first statement.
        string[] doors =
        [
            "AgentServiceCollectionExtensions.cs", "SecurityRegistration.cs", "SecurityDbContext.cs", "ApiStorage.cs", "ApiDbContext.cs", "TeamsRegistration.cs", "TeamsDbContext.cs", "WebhooksRegistration.cs",
            "WebhooksDbContext.cs", "EvalCommand.cs", "DatabaseHealthCheck.cs", "ToolActs.cs",
        ];
        var folder = Path.Combine(Repository.Root, "Agent.Host");
        var others = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.StartsWith("obj", StringComparison.Ordinal) && !file.StartsWith("Database", StringComparison.Ordinal) && !doors.Contains(Path.GetFileName(file)))
            .Where(file => Door().IsMatch(File.ReadAllText(Path.Combine(folder, file))));
        Assert.That(others, Is.Empty);
    }

    private static async Task<int> ForgetAsync<TContext>(WebhookHost host, string tenant, Func<TContext, Task<int>> query)
        where TContext : DbContext
    {
        await using var context = host.Get<IDbContextFactory<TContext>>().For(tenant);
        return await query(context);
    }

    /// <summary>A row of the tenant demo in each schema.</summary>
    private static async Task FillAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        await EdgeLife.SendAsync(host.Admin, HttpMethod.Post, "/api/v1/api-keys", new { name = "n", scopes = new[] { "conversations:read" } }, cancellationToken);
        await EdgeLife.SendAsync(host.Admin, HttpMethod.Post, "/api/v1/conversations", new { customerId = Mara }, cancellationToken, "k1");
        await host.SubscribeAsync(["turn.completed"]);
        await using var teams = host.Get<IDbContextFactory<TeamsDbContext>>().For("demo");
        teams.People.Add(new() { Tenant = "demo", DirectoryId = "d", UserId = "u", Roles = [], ChangedAt = DateTime.UtcNow, ChangedBy = "x" });
        await teams.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A request with an idempotency key, and its repetition.</summary>
    private static async Task<int> CountRoundTripsAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        var (id, _) = await host.SayAsync("hello");
        Task SayAsync(string key) => EdgeLife.SendAsync(host.Admin, HttpMethod.Post, $"/api/v1/conversations/{id}/messages", new { text = "hello again" }, cancellationToken, key);
        await SayAsync("first");
        return await RoundTrips.CountFewestAsync(async attempt =>
        {
            await SayAsync($"k{attempt}");
            await SayAsync($"k{attempt}"); // the kept answer
        });
    }

    [GeneratedRegex(@"NpgsqlDataSource|NpgsqlConnection\b|new NpgsqlCommand\(|new NpgsqlBatch\(|\.CreateCommand\(|\.CreateBatch\(|\.CreateDbContext")]
    private static partial Regex Door();
}
