using Agent.Plugins.BackOffice;
using Agent.Plugins.BackOffice.Seed;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Agent.Plugins;

/// <summary>The door of this project.</summary>
public static class AgentPluginsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the shop's tools as kernel plugins (<c>AddKernel()</c> picks them up), the filters around every tool call, and the back office behind them.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="dataSource">The database of the back office; default: the <see cref="NpgsqlDataSource"/> that is registered.</param>
    public static IServiceCollection AddAgentPlugins(this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource>? dataSource = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddPooledDbContextFactory<BackOfficeDbContext>((provider, options) =>
            BackOfficeDbContext.Configure(options, dataSource?.Invoke(provider) ?? provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<BackOfficeSeed>();
        services.AddSingleton(provider => new BackOfficeDatabase(
            provider.GetRequiredService<IDbContextFactory<BackOfficeDbContext>>(), provider.GetRequiredService<BackOfficeSeed>()));
        return services;
    }
}
