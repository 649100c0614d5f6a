using System.Text.Json;
using Agent.Plugins;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Tests.Plugins;

/// <summary>A migrated, seeded shop in a database of its own, with the services the host would have.</summary>
internal sealed class SampleShop : IAsyncDisposable
{
    public const string Mara = "mara_olsen_1001";
    public const string Tom = "tom_becker_1002";
    public const string Ana = "ana_silva_1003";

    /// <summary>The day every test's shop was seeded on.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 15, 30, 0, TimeSpan.Zero);

    /// <summary>Seeded once: copying a database takes PostgreSQL a tenth of the time that filling it takes.</summary>
    private static readonly Lazy<Task<string>> Template = new(CreateTemplateAsync);

    private static int _copies;
    private readonly ServiceProvider _services;

    private SampleShop(NpgsqlDataSource dataSource, ServiceProvider services) => (DataSource, _services) = (dataSource, services);

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Another replica of the same shop.</summary>
    public SampleShop OpenAnother() => Connect(DataSource.ConnectionString);

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public BackOfficeDatabase Database => _services.GetRequiredService<BackOfficeDatabase>();

    public static async Task<SampleShop> OpenAsync(bool seeded = true, Action<IServiceCollection>? configure = null)
    {
        var shop = Connect(seeded ? await CopyAsync(await Template.Value) : await PostgresFixture.CreateDatabaseAsync(), configure);
        if (!seeded)
        {
            await shop.Database.MigrateAsync();
        }

        return shop;
    }

    /// <summary>A kernel as a workflow would make it for one call.</summary>
    public Kernel Kernel(string? customerId, string? key = null, string? tenant = BackOfficeDatabase.DemoTenant)
    {
        var kernel = _services.GetRequiredService<Kernel>();
        kernel.Data[ToolCallData.Tenant] = tenant;
        kernel.Data[ToolCallData.CustomerId] = customerId;
        kernel.Data[ToolCallData.ConversationId] = "conversation_1";
        kernel.Data[ToolCallData.IdempotencyKey] = key;
        kernel.Data[ToolCallData.Role] = ToolRoles.Agent;
        kernel.Data[ToolCallData.Caller] = "test";
        kernel.Data[ToolCallData.RequestId] = "request_1";
        kernel.Data[ToolCallData.Scopes] = string.Join(' ', ToolScopes.All);
        return kernel;
    }

    /// <summary>Calls a tool the way a model does: arguments as JSON, the result as text.</summary>
    public async Task<string> CallAsync(string? customerId, string plugin, string tool, object arguments, string? key = null)
    {
        var written = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value);
        var result = await Kernel(customerId, key).InvokeAsync(plugin, tool, new KernelArguments(written));
        return result.GetValue<string>()!;
    }

    /// <summary>Calls a tool with other rights than a workflow's.</summary>
    public async Task<string> CallAsAsync(ToolCaller caller, string? customerId, string plugin, string tool, object arguments, string? key = null,
        string tenant = BackOfficeDatabase.DemoTenant)
    {
        var kernel = Kernel(customerId, key, tenant);
        kernel.Data[ToolCallData.Role] = caller.Role;
        kernel.Data[ToolCallData.Scopes] = caller.Scopes;
        var written = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value);
        return (await kernel.InvokeAsync(plugin, tool, new KernelArguments(written))).GetValue<string>()!;
    }

    public async Task<JsonElement> CallJsonAsync(string? customerId, string plugin, string tool, object arguments, string? key = null) =>
        Parse(await CallAsync(customerId, plugin, tool, arguments, key));

    public static JsonElement Parse(string text)
    {
        Assert.That(text, Does.StartWith("{"), "the tool answered JSON");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public BackOfficeDbContext Read() => _services.GetRequiredService<IDbContextFactory<BackOfficeDbContext>>().CreateDbContext();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static SampleShop Connect(string connectionString, Action<IServiceCollection>? configure = null)
    {
        var dataSource = NpgsqlDataSource.Create(connectionString);
        var services = new ServiceCollection();
        services.AddKernel();
        services.AddSingleton(_ => dataSource).AddSingleton<TimeProvider>(new FixedClock(Now)).AddLogging().AddAgentPlugins();
        // A test makes more calls in its one conversation than any budget allows; the budget has tests of its own.
        services.Configure<ToolCallingOptions>(options => (options.Budget.CallsPerMinute, options.Budget.ChangesPerMinute) = (1_000_000, 1_000_000));
        configure?.Invoke(services);
        return new(dataSource, services.BuildServiceProvider());
    }

    private static async Task<string> CreateTemplateAsync()
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using var shop = Connect(connectionString);
        await shop.Database.MigrateAsync();
        await shop.Database.SeedAsync();
        return connectionString;
    }

    private static async Task<string> CopyAsync(string template)
    {
        var copy = new NpgsqlConnectionStringBuilder(template);
        var source = copy.Database;
        copy.Database = $"{source}_copy_{Interlocked.Increment(ref _copies)}";
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(template) { Database = "postgres" });
        await using var create = admin.CreateCommand($"CREATE DATABASE {copy.Database} TEMPLATE {source}");
        await create.ExecuteNonQueryAsync();
        return copy.ConnectionString;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
