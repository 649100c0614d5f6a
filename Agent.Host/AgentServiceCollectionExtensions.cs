using Agent.Host.Api.Limits;
using Agent.Host.Api.Storage;
using Agent.Host.Database;
using Agent.Host.Mcp;
using Agent.Host.Models;
using Agent.Host.Models.Offline;
using Agent.Host.Replay;
using Agent.Host.Security;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Keys;
using Agent.Host.Security.Tokens;
using Agent.Plugins;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Mcp.Remote;
using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Processes.Journal;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Host;

/// <summary>Composes the service, whatever its edge: HTTP, terminal or a single command.</summary>
internal static class AgentServiceCollectionExtensions
{
    private const string DirectKey = "direct";

    /// <summary>Adds the database, the models, the tools and the runtime.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="isAlone">Whether this process is the only one on its database.</param>
    public static IServiceCollection AddAgent(this IServiceCollection services, IConfiguration configuration, bool isAlone)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddDatabase();
        services.AddSingleton(new MigratedSchema(
            "agent", (provider, cancellationToken) => provider.GetRequiredService<ConversationDatabase>().MigrateAsync(cancellationToken)));
        services.AddSecurityDatabase(Direct);
        services.AddTenantWall();
        if (!configuration.HasToolServer())
            services.AddBackOfficeSchema(); // otherwise it belongs to the tool server
        services.AddKeyedSingleton<IChatClient, OfflineChatClient>(ModelProviders.Offline);
        services.AddModels(configuration, (client, provider, serviceId) =>
            new JournaledChatClient(ModelMeters.Around(ModelBudgets.Around(client, provider, serviceId), provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<RuntimeOptions>>(),
                provider.GetRequiredService<PriceList>(), provider.GetRequiredService<ILogger<JournaledChatClient>>()));
        services.AddKernel();
        services.AddAgentPlugins(direct: Direct);
        services.AddRemoteTools();
        services.AddAgentProcesses(Direct);
        services.AddReplay();
        services.PostConfigure<RuntimeOptions>(options => options.IsAlone |= isAlone);
        // The work under way comes to an end before anything else is stopped; what follows takes moments.
        services.AddOptions<HostOptions>().Configure<IOptions<RuntimeOptions>>((host, runtime) => host.ShutdownTimeout = runtime.Value.DrainTime + TimeSpan.FromSeconds(8));
        return services;
    }

    /// <summary>Adds the tools over MCP and the back office behind them, and nothing of the conversations.</summary>
    public static IServiceCollection AddToolServer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddDatabase();
        services.AddBackOfficeSchema();
        services.AddTenantWall();
        services.AddSingleton(provider => new TenantDatabase(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetService<ITenantWall>()));
        // Keys, suspensions and limits of the service, where it is on the same database.
        services.AddSecurityDatabase(Direct);
        services.AddSingleton<ApiKeyCallers>();
        services.AddHostedService(provider => provider.GetRequiredService<ToolActs>());
        services.AddApiSchema();
        services.AddSharedLimits(configuration);
        services.AddKernel();
        services.AddAgentPlugins(direct: Direct);
        services.AddTokenVerifier();
        services.AddAgentMcp(configuration);
        return services;
    }

    /// <summary>Adds the settings that come with the program, below every other source: the working directory has its own appsettings.json, or none.</summary>
    public static void AddShippedSettings(this IConfigurationManager configuration) => configuration.Sources.Insert(0, new JsonConfigurationSource
    {
        FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory), Path = "appsettings.json", Optional = true,
    });

    /// <summary>Whether our own tools run in another process.</summary>
    public static bool HasToolServer(this IConfiguration configuration) =>
        string.Equals(configuration[$"{ToolSourceOptions.Section}:{nameof(ToolSourceOptions.Mode)}"], nameof(ToolMode.Mcp), StringComparison.OrdinalIgnoreCase);

    private static NpgsqlDataSource Direct(IServiceProvider provider) => provider.GetRequiredKeyedService<NpgsqlDataSource>(DirectKey);

    private static void AddDatabase(this IServiceCollection services)
    {
        services.AddSingleton<AgentDatabase>();
        services.AddSingleton(provider => AgentDataSource.Create(provider.GetRequiredService<AgentDatabase>()));
        services.AddKeyedSingleton(DirectKey, (provider, _) => AgentDataSource.CreateDirect(provider.GetRequiredService<AgentDatabase>().DirectConnectionString));
        services.AddSingleton<DatabaseMigrator>();
    }

    private static void AddTenantWall(this IServiceCollection services)
    {
        services.AddSingleton<TenantWall>();
        services.AddSingleton<IInterceptor, TenantWallInterceptor>();
        services.AddSingleton<IInterceptor, TenantWriteInterceptor>();
        services.AddSingleton<ToolWall>();
        services.AddSingleton<ITenantWall>(provider => provider.GetRequiredService<ToolWall>());
        services.AddSingleton<ITenantBinding>(provider => provider.GetRequiredService<ToolWall>());
        services.AddSingleton<IFunctionInvocationFilter>(provider => provider.GetRequiredService<ToolWall>());
        services.AddSingleton(new MigratedSchema(
            "wall between tenants", (provider, cancellationToken) => provider.GetRequiredService<TenantWall>().RaiseAsync(Direct(provider), cancellationToken), IsLast: true));
    }

    private static void AddBackOfficeSchema(this IServiceCollection services) =>
        services.AddSingleton(new MigratedSchema("backoffice", async (provider, cancellationToken) =>
        {
            var backOffice = provider.GetRequiredService<BackOfficeDatabase>();
            await backOffice.MigrateAsync(cancellationToken);
            if (provider.GetRequiredService<IHostEnvironment>().IsDevelopment() || AgentDatabase.IsPrivate(provider.GetRequiredService<IConfiguration>()))
                await backOffice.SeedAsync(cancellationToken: cancellationToken); // the sample shop; never in somebody's production database
        }));
}
