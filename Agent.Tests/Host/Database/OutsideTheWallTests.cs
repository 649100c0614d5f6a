using System.Net.Http.Json;
using System.Reflection;
using System.Text.RegularExpressions;
using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;
using Agent.Tests.Conventions;
using Agent.Tests.Host.Webhooks;
using Npgsql;

namespace Agent.Tests.Host.Database;

/// <summary>
/// Outside of the wall between tenants runs what serves all of them, and nothing else. The database itself says what does: the tables' owner is bound as well here, by a policy that lets
/// everything through and writes down the statement.
/// </summary>
internal sealed partial class OutsideTheWallTests
{
    private const string Mara = "mara_olsen_1001";

    [Test]
    public void Every_statement_that_serves_all_tenants_stands_in_the_decision_and_no_other_does()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "decisions", "0010-two-walls-between-tenants.md"));
        var listed = Row().Matches(text).Select(match => match.Groups[1].Value).ToList();
        Assert.That(listed, Is.EquivalentTo(Outside().Select(one => one.Name)));
        Assert.That(listed, Has.Count.GreaterThan(50).And.All.Match("^[a-z_.]+$"));
    }

    /// <summary>A statement outside cannot be made elsewhere, and nothing reaches the database by another way.</summary>
    [Test]
    public void The_runtime_has_no_other_way_to_the_database()
    {
        string[] doors = ["AgentProcesses.cs", "ConversationDatabase.cs", "DirectDatabase.cs", "SignalListener.cs", "BatchLock.cs"]; // migrations, LISTEN and a lock of a session: none reads a table
        var folder = Path.Combine(Repository.Root, "Agent.Processes");
        var others = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.Contains("Tenancy", StringComparison.Ordinal) && !doors.Contains(Path.GetFileName(file)))
            .Where(file => Door().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(folder, file));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(others, Is.Empty);
        foreach (var list in new[] { typeof(Sweep), typeof(EdgeSweep) })
            Assert.That(list.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), Has.All.Property(nameof(ConstructorInfo.IsPrivate)).True);
        Assert.That(Outside().GroupBy(one => one.Sql).Where(same => same.Count() > 1), Is.Empty, "a name for each");
    }

    [Test, CancelAfter(120_000)]
    public async Task What_serves_one_conversation_runs_behind_the_wall_and_outside_runs_what_the_decision_lists(CancellationToken cancellationToken)
    {
        await using var watched = await WatchedWall.CreateAsync(cancellationToken);
        await using var host = await WebhookHost.StartAsync(
            null, "--ConnectionStrings:Agent", watched.ConnectionString, "--Erasure:SecondPass", "00:00:00.500", "--Erasure:Interval", "00:00:00.100", "--Budgets:Conversation", "5", "--Retention:Interval", "00:00:01",
            "--Search:Interval", "00:00:00.200");
        Assert.That(host.Get<TenantWall>().IsUp, Is.True);
        await watched.BeginAsync(["agent"], cancellationToken);
        await LiveAsync(host, cancellationToken);
        await watched.UntilSeenAsync([Sweep.QueueAny, Sweep.UsageAddUp], cancellationToken);
        Assert.That(await watched.FindOthersAsync(Outside(), cancellationToken), Is.Empty, "these ran outside of the wall");
    }

    [Test, CancelAfter(60_000)]
    public async Task Behind_the_wall_a_statement_of_the_runtime_that_forgets_its_filter_finds_and_changes_nothing_of_another_tenant(CancellationToken cancellationToken)
    {
        await using var host = await WebhookHost.StartAsync();
        await host.SayAsync("hello");
        var database = host.Get<TenantDatabase>();
        await using (var count = database.For("other", "SELECT count(*) FROM agent.inbox"))
            Assert.That(await count.ExecuteScalarAsync(cancellationToken), Is.Zero);
        await using (var count = database.For("demo", "SELECT count(*) FROM agent.inbox"))
            Assert.That(await count.ExecuteScalarAsync(cancellationToken), Is.Positive);
        await using (var change = database.For("other", "UPDATE agent.conversations SET channel = 'changed'"))
            Assert.That(await change.ExecuteNonQueryAsync(cancellationToken), Is.Zero);
        await using (var transaction = await database.BeginAsync("other", cancellationToken))
        {
            await using (var first = transaction.Batch("SELECT 1"))
                Assert.That(await first.ExecuteScalarAsync(cancellationToken), Is.EqualTo(1));
            await using (var second = transaction.Batch("DELETE FROM agent.inbox"))
                Assert.That(await second.ExecuteNonQueryAsync(cancellationToken), Is.Zero, "the transaction stays bound");
            await transaction.CommitAsync(cancellationToken);
        }

        await using var stray = database.For("other", "INSERT INTO agent.feedback (tenant, conversation_id, turn, given_by, rating, given_at) SELECT 'demo', 'c', 1, 'x', 'up', now()");
        Assert.That(
            async () => await stray.ExecuteNonQueryAsync(cancellationToken),
            Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_takes_as_many_round_trips_behind_the_wall_as_without_it(CancellationToken cancellationToken)
    {
        await using var walled = await WebhookHost.StartAsync();
        await using var plain = await WebhookHost.StartAsync(null, "--ConnectionStrings:Agent", await WithoutWallAsync(cancellationToken));
        Assert.That((walled.Get<TenantWall>().IsUp, plain.Get<TenantWall>().IsUp), Is.EqualTo((true, false)));
        var (behind, without) = (await CountRoundTripsAsync(walled), await CountRoundTripsAsync(plain));
        TestContext.Out.WriteLine($"{behind} round trips behind the wall, {without} without");
        Assert.That(behind, Is.EqualTo(without).And.Positive);
    }

    /// <summary>Everything that is said to serve all tenants.</summary>
    internal static List<AcrossTenants> Outside() => [.. Outside(typeof(Sweep)), .. Outside(typeof(EdgeSweep))];

    private static IEnumerable<AcrossTenants> Outside(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.FieldType == type).Select(field => (AcrossTenants)field.GetValue(null)!);

    /// <summary>A user who may not take on the role.</summary>
    internal static async Task<string> WithoutWallAsync(CancellationToken cancellationToken)
    {
        await using var super = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        var (name, settings) = ($"plain_{Guid.NewGuid():N}", new NpgsqlConnectionStringBuilder(super.ConnectionString));
        await using var prepare = super.CreateCommand($"CREATE ROLE {name} LOGIN; ALTER DATABASE {settings.Database} OWNER TO {name}");
        await prepare.ExecuteNonQueryAsync(cancellationToken);
        settings.Username = name;
        return settings.ConnectionString;
    }

    /// <summary>A request that takes a turn to its end.</summary>
    private static async Task<int> CountRoundTripsAsync(WebhookHost host)
    {
        var (id, _) = await host.SayAsync("hello");
        await host.SayAsync("hello again", conversation: id);
        return await RoundTrips.CountFewestAsync(_ => host.SayAsync("and once more", conversation: id));
    }

    private static async Task LiveAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        await host.SubscribeAsync(["turn.completed", "approval.requested", "conversation.ended"]);
        using var mara = host.As(Mara, "demo", "customer");
        var (id, asked) = await host.SayAsync("I'd like to return the headphones from my last order, refund to my credit card.", mara, customer: Mara);
        var approval = asked.GetProperty("pendingApproval").GetProperty("id").GetString();
        var address = $"/api/v1/conversations/{id}";
        await PostAsync(mara, $"/api/v1/approvals/{approval}/decision", new { decision = "approve" });
        await host.SayAsync("thank you", mara, id);
        await PostAsync(mara, $"{address}/feedback", new { rating = "up" });
        foreach (var (path, body) in new (string, object)[] { ("claim", new { }), ("reply", new { text = "hello" }), ("release", new { note = "done" }), ("fork", new { checkpoint = 1 }) })
            await PostAsync(host.Admin, $"{address}/{path}", body);
        foreach (var path in new[] { "", "/messages", "/checkpoints", "/checkpoints/1", "/takeovers" })
            using (await host.Admin.GetAsync(address + path, cancellationToken)) { }
        var (other, _) = await host.SayAsync("where is my order?", customer: "tom_becker_1002");
        await PostAsync(host.Admin, $"/api/v1/conversations/{other}/cancel", new { });
        using var accepted = await host.Admin.PostAsJsonAsync("/api/v1/erasures", new { customerId = Mara }, cancellationToken);
        while ((await host.Admin.GetFromJsonAsync<System.Text.Json.JsonElement>(accepted.Headers.Location, cancellationToken)).GetProperty("status").GetString() != "completed")
            await Task.Delay(50, cancellationToken);
    }

    private static async Task PostAsync(HttpClient client, string address, object body)
    {
        using var response = await client.PostAsJsonAsync(address, body);
        Assert.That(response.IsSuccessStatusCode, Is.True, $"{address}: {await response.Content.ReadAsStringAsync()}");
    }

    [GeneratedRegex(@"^\| `([a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"NpgsqlDataSource|new NpgsqlCommand\(|new NpgsqlBatch\(|\.CreateCommand\(|\.CreateBatch\(")]
    private static partial Regex Door();
}
