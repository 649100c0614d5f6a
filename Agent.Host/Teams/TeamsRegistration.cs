using Agent.Host.Database;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Identities;
using Agent.Host.Teams.Incoming;
using Agent.Host.Teams.Outgoing;
using Agent.Host.Teams.Outgoing.Streaming;
using Agent.Host.Teams.Security;
using Agent.Host.Teams.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Host.Teams;

/// <summary>Puts the Teams bot together.</summary>
internal static class TeamsRegistration
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>Adds the bot where one is configured, and the directory of its people in any case: it is filled before the bot is.</summary>
    public static void AddTeams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TeamsOptions>().Bind(configuration.GetSection(TeamsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TeamsOptions>, TeamsOptionsValidator>();
        services.AddSingleton(new MigratedSchema(TeamsDbContext.Schema, async (provider, cancellationToken) =>
        {
            await using var database = AgentDataSource.CreateDirect(provider.GetRequiredService<AgentDatabase>().DirectConnectionString);
            await MigrateAsync(database, cancellationToken);
        }));
        services.AddPooledDbContextFactory<TeamsDbContext>((provider, options) =>
        {
            TeamsDbContext.Configure(options, provider.GetRequiredService<NpgsqlDataSource>());
            options.AddInterceptors(provider.GetServices<IInterceptor>()); // the wall between tenants
        });
        services.AddSingleton<DirectoryStore>();
        if ((configuration.GetSection(TeamsOptions.Section).Get<TeamsOptions>() ?? new()) is { IsEnabled: true })
            services.AddBot();
    }

    /// <summary>Applies the migrations that are missing.</summary>
    internal static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var db = new TeamsDbContext(TeamsDbContext.OptionsFor(database));
        await db.Database.MigrateAsync(cancellationToken);
    }

    private static void AddBot(this IServiceCollection services)
    {
        services.AddHttpClient(ConnectorClient.ClientName, client => client.Timeout = s_patience)
            // A redirect could lead the bot's token anywhere.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        services.AddSingleton<TeamsSignal>();
        services.AddSingleton<BotTokenVerifier>();
        services.AddSingleton<AdmissionDesk>();
        services.AddSingleton<ApproverDirectory>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<ChatStore>();
        services.AddSingleton<ActivityStore>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<CardStore>();
        services.AddSingleton<ConnectorToken>();
        services.AddSingleton<ConnectorClient>();
        services.AddSingleton<SendPace>();
        services.AddSingleton<AnswerStreams>();
        services.AddSingleton<ApprovalReasons>();
        services.AddSingleton<ApprovalCards>();
        services.AddSingleton<ApprovalAnnouncer>();
        services.AddSingleton<Answers>();
        services.AddSingleton<CardClicks>();
        services.AddSingleton<MessageHandler>();
        services.AddSingleton<FeedbackHandler>();
        services.AddHostedService<InboxWorker>();
        services.AddHostedService<AnswerWatcher>();
        services.AddHostedService<ApprovalWatcher>();
        services.AddHostedService<HandOverWatcher>();
        services.AddHostedService<OutboxSender>();
        services.AddHostedService<TeamsSweep>();
    }
}
