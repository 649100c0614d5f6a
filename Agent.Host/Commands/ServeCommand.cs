using Agent.Host.Api;
using Agent.Host.Database;
using Agent.Host.Replay;
using Agent.Host.Mcp;
using Agent.Host.Telemetry;
using Agent.Host.Telemetry.Export;
using Agent.Processes;
using Agent.Processes.Definitions;
using Microsoft.Extensions.Options;

namespace Agent.Host.Commands;

/// <summary>Serves the HTTP API until it is told to end.</summary>
internal static class ServeCommand
{
    public const string DefaultUrl = "http://localhost:5080";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = Build(args);
        await StartAsync(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Composes the service.</summary>
    /// <param name="args">Configuration, such as <c>--urls</c>.</param>
    /// <param name="configure">Changes the composition, as tests do.</param>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args });
        builder.Configuration.AddShippedSettings();
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        builder.Services.AddAgent(builder.Configuration, isAlone: AgentDatabase.IsPrivate(builder.Configuration));
        builder.Services.AddAgentApi(builder.Configuration);
        builder.Services.AddAgentHealth();
        builder.Services.AddReplayJobs();
        builder.AddAgentTelemetry();
        var servesTools = builder.Configuration.GetValue<bool>($"{McpOptions.Section}:{nameof(McpOptions.Serve)}");
        if (servesTools)
            builder.Services.AddAgentMcp(builder.Configuration);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseAgentApi();
        app.MapAgentHealth();
        if (servesTools)
            app.MapAgentMcp();
        return app;
    }

    /// <summary>Checks the configuration, brings up the database and listens: in this order, so that a wrong value costs nothing.</summary>
    internal static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        CheckUrls(app);
        app.Services.GetService<IStartupValidator>()?.Validate();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(cancellationToken: cancellationToken);
        _ = app.Services.GetRequiredService<IConversations>().Workflows; // reads and checks prompts, policies and graphs
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await app.Services.GetRequiredService<IDefinitions>().RecordAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
    }

    internal static void CheckUrls(WebApplication app)
    {
        foreach (var url in (app.Configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                _ = BindingAddress.Parse(url);
            }
            catch (FormatException exception)
            {
                throw new ConfigurationFaultException("ASPNETCORE_URLS", $"holds '{url}', which is no address such as {DefaultUrl}.", exception);
            }
        }
    }
}
