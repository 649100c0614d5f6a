using Agent.Plugins;
using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agent.Tests.Plugins;

/// <summary>A migrated, seeded shop in a database of its own, with the services the host would have.</summary>
internal sealed class SampleShop : IAsyncDisposable
{
    /// <summary>The day every test's shop was seeded on.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 15, 30, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;

    private SampleShop(NpgsqlDataSource dataSource, ServiceProvider services) => (DataSource, _services) = (dataSource, services);

    public NpgsqlDataSource DataSource { get; }

    public IServiceProvider Services => _services;

    public static async Task<SampleShop> OpenAsync(bool seeded = true)
    {
        var dataSource = await PluginsCluster.CreateDatabaseAsync();
        var services = new ServiceCollection().AddSingleton(dataSource).AddSingleton<TimeProvider>(new FixedClock(Now)).AddLogging()
            .AddAgentPlugins().BuildServiceProvider();
        var shop = new SampleShop(dataSource, services);
        await shop.Database.MigrateAsync();
        if (seeded)
        {
            await shop.Database.SeedAsync();
        }

        return shop;
    }

    public BackOfficeDatabase Database => _services.GetRequiredService<BackOfficeDatabase>();

    public BackOfficeDbContext Read() => _services.GetRequiredService<IDbContextFactory<BackOfficeDbContext>>().CreateDbContext();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
