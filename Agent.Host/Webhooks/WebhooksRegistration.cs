using Agent.Host.Database;
using Agent.Host.Webhooks.Sending;
using Agent.Host.Webhooks.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Host.Webhooks;

/// <summary>Puts webhooks together.</summary>
internal static class WebhooksRegistration
{
    /// <summary>Adds webhooks, and what sends to them.</summary>
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        // Behind the conversations, whose tables the triggers stand on.
        services.AddSingleton(new MigratedSchema(WebhooksDbContext.Schema, async (provider, cancellationToken) =>
        {
            await using var database = AgentDataSource.CreateDirect(provider.GetRequiredService<AgentDatabase>().DirectConnectionString);
            await MigrateAsync(database, cancellationToken);
        }));
        services.AddPooledDbContextFactory<WebhooksDbContext>((provider, options) =>
        {
            WebhooksDbContext.Configure(options, provider.GetRequiredService<NpgsqlDataSource>());
            options.AddInterceptors(provider.GetServices<IInterceptor>()); // what a request reads stays behind the wall between tenants
        });
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<DeliveryLog>();
        services.AddSingleton<DeliveryQueue>();
        services.AddSingleton<WebhookBodies>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton(provider => new GuardedConnection(provider.GetRequiredService<IOptions<WebhookOptions>>()));
        services.AddHttpClient(WebhookClient.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan) // each attempt has its own
            .RemoveAllLoggers() // an address may hold something secret
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                ConnectCallback = provider.GetRequiredService<GuardedConnection>().ConnectAsync,
                AllowAutoRedirect = false, // a redirect could lead anywhere
                UseProxy = false, // a proxy would look names up itself
                UseCookies = false,
                MaxResponseHeadersLength = 16,
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            });
        services.AddHostedService<WebhookSender>();
    }

    /// <summary>Applies the migrations that are missing.</summary>
    internal static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var context = new WebhooksDbContext(WebhooksDbContext.OptionsFor(database));
        await context.Database.MigrateAsync(cancellationToken);
    }
}
