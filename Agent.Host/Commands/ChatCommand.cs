using Agent.Host.Database;
using Agent.Host.Terminal;
using Agent.Processes;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Agent.Host.Commands;

/// <summary>Holds a conversation in the terminal, on the same runtime and database as the service.</summary>
internal static class ChatCommand
{
    public static async Task<int> RunAsync(ChatOptions options)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddFilter<ConsoleLoggerProvider>(null, LogLevel.Error) // a filter of this provider outranks the configured ones
            .AddFilter<ConsoleLoggerProvider>("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        var host = builder.Build();
        await using var disposal = (IAsyncDisposable)host;
        host.Services.GetService<IStartupValidator>()?.Validate();
        await host.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        var conversations = host.Services.GetRequiredService<IConversations>();
        _ = conversations.Workflows; // reads and checks prompts, policies and graphs
        await host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        await host.StartAsync();
        var session = new ChatSession(conversations, new ChatScreen(AnsiConsole.Console), Console.In, options);
        var exitCode = await session.RunAsync(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await host.StopAsync();
        return exitCode;
    }
}
