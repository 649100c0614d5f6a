using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

#pragma warning disable MCP9005 // The older suite sets the log level.

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>What the public conformance suite expects of a server beside the protocol, put into the same host that serves our tools.</summary>
internal static class McpFixtures
{
    public static void Add(IServiceCollection services) => services.AddMcpServer()
        .WithTools<FixtureTools>().WithTools<FixtureQuestions>().WithTools<FixtureInputs>()
        .WithPrompts<FixturePrompts>()
        .WithResources<FixtureResources>()
        .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = [], Total = 0, HasMore = false } }))
        .WithSetLoggingLevelHandler((_, _) => ValueTask.FromResult(new EmptyResult()));
}
