using Agent.Host.Mcp.Access;
using Agent.Host.Mcp.Protocol;
using Agent.Plugins.Mcp.Serving;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Host.Mcp;

/// <summary>The tools over MCP: what it needs, and where it answers.</summary>
internal static class McpApi
{
    /// <summary>The address of the newest schemas. Below it, each version has one of its own.</summary>
    public const string Root = "/mcp";

    public static void AddAgentMcp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<McpOptions>().Bind(configuration.GetSection(McpOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<McpOptions>, McpOptionsValidator>();
        services.AddSingleton<IValidateOptions<McpOptions>, McpAddressesValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMcpServer(options => options.ServerInfo = new() { Name = "agent-tools", Title = "Customer support tools", Version = ThisVersion });
        services.AddSingleton(provider => new ServedTools(provider.GetRequiredService<Kernel>(), provider.GetRequiredService<ILogger<ServedTools>>()));
        services.AddSingleton<McpCallers>();
        services.AddSingleton<McpLimits>();
        services.AddSingleton<ToolGate>();
        services.AddSingleton<McpOrigins>();
        services.AddSingleton<McpSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<McpSessions>());
        services.AddSingleton<McpEndpoint>();
    }

    private static string ThisVersion => typeof(McpApi).Assembly.GetName().Version?.ToString(3) ?? "1.0.0";

    public static void MapAgentMcp(this IEndpointRouteBuilder app)
    {
        List<string> paths = [Root];
        Map(app, Root, ServedTools.Newest);
        foreach (var version in Enum.GetValues<ToolSchemaVersion>())
        {
            var path = $"{Root}/v{(int)version}";
            Map(app, path, version);
            paths.Add(path);
        }

        app.MapProtectedResource(paths);
    }

    private static void Map(IEndpointRouteBuilder app, string path, ToolSchemaVersion version)
    {
        var metadata = new McpVersionMetadata(version);
        // Looked up when a request comes: the tools behind it need the database, which has not been started yet.
        app.MapPost(path, context => EndpointOf(context).PostAsync(context)).ExcludeFromDescription().WithMetadata(metadata);
        app.MapGet(path, context => EndpointOf(context).GetAsync(context)).ExcludeFromDescription().WithMetadata(metadata);
        app.MapDelete(path, context => EndpointOf(context).DeleteAsync(context)).ExcludeFromDescription().WithMetadata(metadata);
    }

    private static McpEndpoint EndpointOf(HttpContext context) => context.RequestServices.GetRequiredService<McpEndpoint>();
}
