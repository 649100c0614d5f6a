using Agent.Host.Api.Limits;
using Agent.Host.Database;
using Agent.Host.Mcp;
using Agent.Host.Mcp.Protocol;
using Agent.Host.Telemetry;
using Agent.Host.Telemetry.Export;
using Microsoft.Extensions.Options;

namespace Agent.Host.Commands;

/// <summary>Serves the tools over MCP until it is told to end: the back office and nothing of the conversations.</summary>
internal static class ToolsCommand
{
    public const string DefaultUrl = "http://localhost:5090";

    /// <summary>Where the private cluster of a tool server is: beside the one of <c>serve</c>, which may run on the same machine.</summary>
    public const string DefaultDataDirectory = ".data-tools";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = Build(args);
        await StartAsync(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Composes the server.</summary>
    /// <param name="args">Configuration, such as <c>--urls</c>.</param>
    /// <param name="configure">Changes the composition, as tests do.</param>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args });
        builder.Configuration.AddShippedSettings();
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        if (string.IsNullOrEmpty(builder.Configuration[AgentDatabase.DataDirectoryKey]))
            builder.Configuration[AgentDatabase.DataDirectoryKey] = DefaultDataDirectory;
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = McpBody.Largest;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddToolServer(builder.Configuration);
        builder.Services.AddToolHealth();
        builder.AddAgentTelemetry(TelemetrySettings.ToolServer);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseLimitsBesideTheApi();
        app.UseRouting();
        app.MapAgentMcp();
        app.MapToolErasure();
        app.MapAgentHealth();
        return app;
    }

    /// <summary>Checks the configuration, brings up the database and listens: in this order, so that a wrong value costs nothing.</summary>
    internal static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        ServeCommand.CheckUrls(app);
        app.Services.GetService<IStartupValidator>()?.Validate();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true, cancellationToken);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
    }
}
