using Agent.Host.Database;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Effects;
using Agent.Processes;
using Agent.Processes.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Tests.Host.Database;

/// <summary>Behind the wall a query sees one tenant's rows, whatever it forgot.</summary>
internal sealed class TenantWallTests
{
    private static readonly string[] OnlyA = ["a"];
    private ApiHost _host = null!;

    private NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    [SetUp]
    public async Task StartAsync()
    {
        _host = await ApiHost.StartAsync();
        foreach (var tenant in new[] { "a", "b" })
            await using (var context = await ContextAsync())
            {
                context.Conversations.Add(Conversation(tenant, $"c-{tenant}"));
                await context.SaveChangesAsync();
            }
    }

    [TearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [Test]
    public async Task A_forgotten_filter_finds_nothing_of_another_tenant()
    {
        TenantWall.Enter("a");
        await using var context = await ContextAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await context.Conversations.Select(c => c.Tenant).ToListAsync(), Is.EqualTo(OnlyA));
        Assert.That(await context.Conversations.FromSql($"SELECT * FROM agent.conversations").Select(c => c.Tenant).ToListAsync(), Is.EqualTo(OnlyA));
        Assert.That(await context.Conversations.AnyAsync(c => c.Tenant == "b"), Is.False);
        Assert.That(await context.Conversations.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_forgotten_filter_changes_nothing_of_another_tenant()
    {
        TenantWall.Enter("a");
        await using (var context = await ContextAsync())
        {
            Assert.That(await context.Conversations.ExecuteUpdateAsync(set => set.SetProperty(c => c.Channel, "changed")), Is.EqualTo(1));
            Assert.That(
                () => context.Database.ExecuteSqlAsync($"UPDATE agent.conversations SET tenant = 'b'"),
                Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege));
            Assert.That(await context.Conversations.ExecuteDeleteAsync(), Is.EqualTo(1));
        }

        await using var command = Database.CreateCommand("SELECT string_agg(tenant || channel, ',') FROM agent.conversations");
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("bweb"));
    }

    [Test]
    public async Task What_is_to_be_stored_under_another_tenant_s_name_is_refused_before_it_is_sent()
    {
        TenantWall.Enter("a");
        await using var context = await ContextAsync();
        context.Conversations.Add(Conversation("b", "c-b-2"));
        Assert.That(() => context.SaveChangesAsync(), Throws.InvalidOperationException.With.Message.Contains("another tenant"));
        context.ChangeTracker.Clear();
        context.Conversations.Add(Conversation("a", "c-a-2"));
        Assert.That(await context.SaveChangesAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_transaction_stays_behind_the_wall_and_nothing_stays_on_the_connection()
    {
        await Task.Run(async () =>
        {
            TenantWall.Enter("a");
            await using var context = await ContextAsync();
            await context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync();
                Assert.That(await context.Conversations.CountAsync(), Is.EqualTo(1));
                context.Conversations.Add(Conversation("a", "c-a-2"));
                await context.SaveChangesAsync();
                Assert.That(await context.Conversations.CountAsync(), Is.EqualTo(2));
                await transaction.CommitAsync();
            });
        });
        for (var index = 0; index < 10; index++)
        {
            await using var command = Database.CreateCommand("SELECT count(*) || current_user || coalesce(current_setting('agent.tenant', true), '') FROM agent.conversations");
            Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("3postgres"));
        }
    }

    [Test]
    public async Task A_tool_that_forgets_its_filter_reads_and_changes_nothing_of_another_tenant()
    {
        var kernel = _host.Services.GetRequiredService<Kernel>();
        kernel.Data[Agent.Plugins.Calling.ToolCallData.Tenant] = "a"; // the sample shop is the tenant demo's
        var contexts = _host.Services.GetRequiredService<IDbContextFactory<BackOfficeDbContext>>();
        var forgetful = KernelFunctionFactory.CreateFromMethod(
            async () =>
            {
                await using var shop = await contexts.CreateDbContextAsync();
                return await shop.Customers.CountAsync();
            },
            "count_customers");
        Assert.That((await kernel.InvokeAsync(forgetful)).GetValue<int>(), Is.Zero);
        Assert.That(TenantWall.Current, Is.Null, "behind the call it is as it was");
        kernel.Data[Agent.Plugins.Calling.ToolCallData.Tenant] = "demo";
        Assert.That((await kernel.InvokeAsync(forgetful)).GetValue<int>(), Is.Positive);
        var ledger = _host.Services.GetRequiredService<EffectLedger>();
        foreach (var tenant in new[] { "a", "demo" })
        {
            var call = new ToolCallContext { Tenant = tenant, IdempotencyKey = "k1" };
            Task<string> ApplyAsync() => ledger.ApplyAsync(
                call, new("rename", "h"), _ => Task.FromResult(new Effect("done", new NpgsqlBatchCommand("UPDATE backoffice.customers SET first_name = 'Forgotten' WHERE customer_id = 'mara_olsen_1001'"))),
                CancellationToken.None);
            if (tenant == "demo")
                Assert.That(await ApplyAsync(), Is.EqualTo("done"));
            else
                Assert.That(ApplyAsync, Throws.Exception.With.Message.Contains("nothing was done"));
        }
    }

    [Test]
    public async Task Every_table_with_a_tenant_shows_the_walled_role_one_tenant_s_rows_and_none_without_one()
    {
        var tables = await ReadAsync(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' "
            + "WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')");
        Assert.That(tables, Has.Count.GreaterThan(15));
        var withRows = 0;
        foreach (var table in tables)
        {
            var all = await ReadAsync($"SELECT DISTINCT tenant FROM {table}");
            withRows += all.Count > 0 ? 1 : 0;
            Assert.That(await ReadAsync($"SELECT DISTINCT tenant FROM {table}", $"SET ROLE {TenantWall.Role}"), Is.Empty, table);
            Assert.That(
                await ReadAsync($"SELECT DISTINCT tenant FROM {table}", $"SET ROLE {TenantWall.Role}; SET agent.tenant = 'demo'"), Is.EqualTo(all.Where(tenant => tenant == "demo")), table);
            Assert.That(await ReadAsync($"SELECT DISTINCT tenant FROM {table}", $"SET ROLE {TenantWall.Role}; SET agent.tenant = 'x'' OR true --'"), Is.Empty, table);
        }

        Assert.That(withRows, Is.GreaterThan(5), "the sample shop is there");
    }

    [Test]
    public async Task A_service_that_may_not_make_roles_runs_with_one_wall()
    {
        var name = $"plain_{Guid.NewGuid():N}";
        var connection = new NpgsqlConnectionStringBuilder(await PostgresFixture.CreateDatabaseAsync());
        await using (var super = NpgsqlDataSource.Create(connection.ConnectionString))
        {
            await using var prepare = super.CreateCommand($"CREATE ROLE {name} LOGIN; ALTER DATABASE {connection.Database} OWNER TO {name}");
            await prepare.ExecuteNonQueryAsync();
        }

        connection.Username = name;
        await using var host = await ApiHost.StartAsync("--ConnectionStrings:Agent", connection.ConnectionString);
        Assert.That(host.Services.GetRequiredService<TenantWall>().IsUp, Is.False);
        using var answer = await host.Client.GetAsync("/api/v1/api-keys");
        Assert.That(answer.IsSuccessStatusCode, Is.True);
    }

    private async Task<AgentDbContext> ContextAsync() => await _host.Services.GetRequiredService<IDbContextFactory<AgentDbContext>>().CreateDbContextAsync();

    private async Task<List<string>> ReadAsync(string sql, string? before = null)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        if (before is not null)
        {
            await using var set = new NpgsqlCommand(before, connection);
            await set.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> found = [];
        while (await reader.ReadAsync())
            found.Add(reader.GetString(0));
        return found;
    }

    private static ConversationEntity Conversation(string tenant, string id) => new()
    {
        Tenant = tenant, Id = id, Workflow = "support", WorkflowVersion = "v1", CustomerId = "x", Channel = "web", Status = ConversationStatus.Idle,
        Priority = ConversationPriority.Interactive, CreatedAt = DateTime.UtcNow, UpdatedAt = DateTime.UtcNow,
    };
}
