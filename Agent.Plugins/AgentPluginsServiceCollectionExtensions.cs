using Agent.Plugins.Airline;
using Agent.Plugins.BackOffice;
using Agent.Plugins.BackOffice.Erasure;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Plugins.BackOffice.Import;
using Agent.Plugins.BackOffice.Seed;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Arguments;
using Agent.Plugins.Calling.Auditing;
using Agent.Plugins.Calling.Budget;
using Agent.Plugins.Calling.Caching;
using Agent.Plugins.Calling.Resilience;
using Agent.Plugins.Calling.Results;
using Agent.Plugins.Customers;
using Agent.Plugins.Effects;
using Agent.Plugins.Knowledge;
using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;
using Agent.Plugins.Refunds;
using Agent.Plugins.Scratchpad;
using Agent.Plugins.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Plugins;

/// <summary>The door of this project.</summary>
public static class AgentPluginsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the shop's tools as kernel plugins and the filters around every tool call, both picked up by <c>AddKernel()</c>, and the back office behind them.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="dataSource">The database of the back office; default: the <see cref="NpgsqlDataSource"/> that is registered.</param>
    /// <param name="direct">The same database without a connection pooler in between, for migrations; default: <paramref name="dataSource"/>.</param>
    public static IServiceCollection AddAgentPlugins(
        this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource>? dataSource = null, Func<IServiceProvider, NpgsqlDataSource>? direct = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        dataSource ??= provider => provider.GetRequiredService<NpgsqlDataSource>();
        AddBackOffice(services, dataSource, direct ?? dataSource);
        services.AddToolCalling();
        AddTools<CustomersPlugin>(services, CustomersPlugin.Name, CustomersPlugin.Purpose);
        AddOrders(services);
        AddTools<ProductsPlugin>(services, ProductsPlugin.Name, ProductsPlugin.Purpose);
        AddTools<TicketsPlugin>(services, TicketsPlugin.Name, TicketsPlugin.Purpose);
        AddRefunds(services);
        AddTools<KnowledgePlugin>(services, KnowledgePlugin.Name, KnowledgePlugin.Purpose);
        AddTools<ScratchpadPlugin>(services, ScratchpadPlugin.Name, ScratchpadPlugin.Purpose);
        services.AddAirline();
        services.AddSingleton(provider => new BusinessTools(provider.GetServices<BusinessPlugin>()));
        return services;
    }

    private static void AddBackOffice(
        IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource> dataSource, Func<IServiceProvider, NpgsqlDataSource> direct)
    {
        services.AddPooledDbContextFactory<BackOfficeDbContext>((provider, options) =>
        {
            BackOfficeDbContext.Configure(options, dataSource(provider));
            options.AddInterceptors(provider.GetServices<IInterceptor>()); // the host may keep what is read to the tenant it is read for
        });
        services.AddSingleton<BackOfficeSeed>();
        services.AddSingleton<BackOfficeImport>();
        services.AddSingleton<IBusiness, RetailBusiness>(); // the first one: what a folder is taken for whose files say nothing
        services.AddSingleton(provider => new BackOfficeDatabase(
            direct(provider), provider.GetRequiredService<BackOfficeSeed>(),
            provider.GetRequiredService<BackOfficeImport>(), [.. provider.GetServices<IBusiness>()], provider.GetRequiredService<IDbContextFactory<BackOfficeDbContext>>()));
        services.AddSingleton(provider => new BackOfficeRecords(dataSource(provider), provider.GetService<ITenantBinding>()));
        services.AddSingleton<EffectLedger>();
        services.AddSingleton<ToolAuditWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<ToolAuditWriter>());
    }

    private static void AddRefunds(IServiceCollection services)
    {
        services.AddOptions<RefundOptions>().ValidateOnStart()
            .Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(RefundOptions.Section).Bind(options));
        services.AddSingleton<IValidateOptions<RefundOptions>, RefundOptionsValidator>();
        services.AddSingleton<RefundReader>();
        AddTools<RefundsPlugin>(services, RefundsPlugin.Name, RefundsPlugin.Purpose);
    }

    private static void AddOrders(IServiceCollection services)
    {
        services.AddSingleton<OrderReader>();
        services.AddSingleton<OrdersPlugin>();
        services.AddSingleton<OrderModificationTools>();
        services.AddSingleton<OrderExchangeTools>();
        services.AddSingleton(provider => ToolPlugin.Create(OrdersPlugin.Name, OrdersPlugin.Purpose,
            provider.GetRequiredService<OrdersPlugin>(), provider.GetRequiredService<OrderModificationTools>(), provider.GetRequiredService<OrderExchangeTools>()));
    }

    /// <summary>
    /// Adds the filters around every tool call, in their order, without any tool: what a process needs whose tools another server offers. The record of
    /// calls is made where the back office is.
    /// </summary>
    public static IServiceCollection AddToolCalling(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ToolCallingOptions>().ValidateOnStart()
            .Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(ToolCallingOptions.Section).Bind(options));
        services.AddSingleton<IValidateOptions<ToolCallingOptions>, ToolCallingOptionsValidator>();
        services.AddSingleton<IValidateOptions<ToolCallingOptions>, BusinessNamesValidator>();
        // From the outside in. The first three see what comes back: a bounded text, made of any refusal, behind a record of it.
        services.AddSingleton<IFunctionInvocationFilter, ToolResultFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolErrorFilter>();
        services.AddSingleton<IFunctionInvocationFilter>(provider =>
            new ToolAuditFilter(IsToolServerElsewhere(provider) ? null : provider.GetService<ToolAuditWriter>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IFunctionInvocationFilter, ToolAuthorizationFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolArgumentsFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolBudgetFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolCacheFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolIdempotencyFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolBreakerFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolTimeoutFilter>();
        services.AddSingleton<IFunctionInvocationFilter, ToolRetryFilter>();
        return services;
    }

    /// <summary>Then the record is made there, and this process has no back office.</summary>
    private static bool IsToolServerElsewhere(IServiceProvider provider) => provider.GetRequiredService<IOptions<ToolSourceOptions>>().Value.Mode is ToolMode.Mcp;

    private static void AddTools<TPlugin>(IServiceCollection services, string name, string purpose) where TPlugin : class
    {
        services.AddSingleton<TPlugin>();
        services.AddSingleton(provider => ToolPlugin.Create(name, purpose, provider.GetRequiredService<TPlugin>()));
    }
}
