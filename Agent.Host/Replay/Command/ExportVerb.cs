using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Agent.Host.Commands;
using Agent.Host.Database;
using Agent.Host.Replay.Exporting;
using Agent.Host.Replay.Recordings;
using Agent.Plugins.BackOffice;
using Agent.Processes.Replay.Journals;
using Microsoft.Extensions.Logging.Console;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay.Command;

/// <summary>The verb <c>export</c>: writes stored conversations as recordings.</summary>
internal static class ExportVerb
{
    private const string Usage = """
        usage: agent export <file> [options]

        Writes stored conversations as recordings, one a line; a file whose name ends with .gz is compressed. Names, addresses and ids are replaced by pseudonyms.

          --choose <filter>  which, such as customer=mara_olsen_1001,since=2026-11-01 (default: all)
          --key <secret>     the secret the pseudonyms are made with: the same one makes the same pseudonyms (default: a new one each time)
          --lossless         with the journal, for exact replays; nothing is replaced
          --tenant <id>      whose (default: demo)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var (file, choose, key, tenant, lossless) = ((string?)null, "", (string?)null, BackOfficeDatabase.DemoTenant, false);
        for (var index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--help" or "-h":
                    await Console.Out.WriteLineAsync(Usage);
                    return 0;
                case "--lossless":
                    lossless = true;
                    break;
                case "--choose" or "--key" or "--tenant" when index + 1 == args.Length || args[index + 1].Length == 0:
                    return await RefuseAsync($"'{args[index]}' needs a value");
                case "--choose":
                    choose = args[++index];
                    break;
                case "--key":
                    key = args[++index];
                    break;
                case "--tenant":
                    tenant = args[++index];
                    break;
                case [not '-', ..] when file is null:
                    file = args[index];
                    break;
                default:
                    return await RefuseAsync($"export does not know '{args[index]}'");
            }
        }

        return file is null ? await RefuseAsync("export needs the file to write") : await StartupFault.GuardAsync(() => RunAsync(file, choose, key, tenant, lossless));
    }

    /// <summary>The same with the service that is there already.</summary>
    /// <returns>How many conversations were written.</returns>
    internal static async Task<int> WriteAsync(IServiceProvider services, string file, string choose, string? key, string tenant, bool lossless, CancellationToken cancellationToken = default)
    {
        var secret = key is null ? RandomNumberGenerator.GetBytes(32) : SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var source = new StoredSource(services.GetRequiredService<StoredConversations>(), tenant, StoredSource.ParseFilter(choose));
        await using var stream = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(File.Create(file), CompressionLevel.Optimal) : (Stream)File.Create(file);
        await using var lines = new StreamWriter(stream, new UTF8Encoding(false));
        var profiles = new Profiles(services.GetRequiredService<Kernel>(), tenant);
        var written = 0;
        await foreach (var line in source.ReadAsync(cancellationToken))
        {
            if ((await line.Load!(cancellationToken)).Recording is { } conversation)
            {
                await lines.WriteAsync((lossless ? ConversationExport.Lossless(conversation) : ConversationExport.Pseudonymous(conversation, await profiles.FindAsync(conversation.Customer, cancellationToken), secret)) + '\n');
                written++;
            }
        }

        return written;
    }

    private static async Task<int> RunAsync(string file, string choose, string? key, string tenant, bool lossless)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter<ConsoleLoggerProvider>(null, LogLevel.Error);
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        var written = await WriteAsync(app.Services, file, choose, key, tenant, lossless);
        await Console.Out.WriteLineAsync($"Wrote {written} conversations to {file}.");
        return 0;
    }

    private static async Task<int> RefuseAsync(string fault)
    {
        await Console.Error.WriteLineAsync($"{fault}.\n\n{Usage}");
        return CommandLine.Misused;
    }
}
