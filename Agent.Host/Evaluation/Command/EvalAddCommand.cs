using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Agent.Host.Database;
using Agent.Host.Replay;
using Agent.Host.Replay.Decisions;
using Agent.Host.Replay.Exporting;
using Agent.Host.Replay.Recordings;
using Agent.Processes.Evaluation;
using Agent.Processes.Replay.Journals;
using Microsoft.Extensions.Logging.Console;
using Microsoft.SemanticKernel;

namespace Agent.Host.Evaluation.Command;

/// <summary>Makes cases of a conversation, and ends.</summary>
internal static class EvalAddCommand
{
    public static async Task<int> RunAsync(EvalAddArguments arguments)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter<ConsoleLoggerProvider>(null, LogLevel.Error);
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        return await RunAsync(app.Services, arguments, Console.Out, CancellationToken.None);
    }

    /// <summary>The same with the service that is there already.</summary>
    internal static async Task<int> RunAsync(IServiceProvider services, EvalAddArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var recording = await FindAsync(services, arguments, cancellationToken);
        var chosen = Chosen(CasesOf(services, recording), arguments);
        if (chosen.Count == 0)
        {
            throw new ReplayFault($"conversation {arguments.Conversation} holds no such case");
        }

        if (!arguments.AsIs)
        {
            await HideAsync(services, recording, chosen, arguments, cancellationToken);
        }

        var added = SuiteFileWriter.Append(arguments.To, chosen);
        await output.WriteLineAsync($"Added {added} cases to {arguments.To}{(added < chosen.Count ? $"; {chosen.Count - added} were there already" : "")}. What was decided is taken for right: read them.");
        return 0;
    }

    private static async Task<RecordedConversation> FindAsync(IServiceProvider services, EvalAddArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.From is null)
        {
            var line = await StoredSource.ReadAsync(services.GetRequiredService<StoredConversations>(), new(arguments.Tenant, arguments.Conversation), 1, cancellationToken);
            return line.Recording ?? throw new ReplayFault($"tenant {arguments.Tenant} has no conversation {arguments.Conversation}");
        }

        var file = new RecordingFile(arguments.From, RecordingFormat.Chat);
        _ = await file.DigestAsync(cancellationToken); // says so when it cannot be read
        await foreach (var line in file.ReadAsync(cancellationToken))
        {
            if (line.Id == arguments.Conversation)
            {
                return line.Recording ?? throw new ReplayFault($"{arguments.From}: line {line.Number}: {line.Fault}");
            }
        }

        throw new ReplayFault($"{arguments.From} holds no recording {arguments.Conversation}");
    }

    private static IReadOnlyList<JsonObject> CasesOf(IServiceProvider services, RecordedConversation recording) => recording.Journal is { } journal
        ? services.GetRequiredService<CaseMaker>().MakeFrom(journal)
        : CaseMaker.MakeFrom(recording.Id, recording.Customer, recording.At, RecordingScript.MessagesOf(recording));

    private static List<JsonObject> Chosen(IReadOnlyList<JsonObject> cases, EvalAddArguments arguments)
    {
        var turn = arguments.Turn is { } number ? $"{arguments.Conversation}_{number}_" : arguments.Conversation;
        List<JsonObject> chosen = [.. cases.Where(one => (arguments.Kind is null || (string?)one["kind"] == arguments.Kind) && ((string)one["id"]!).StartsWith(turn, StringComparison.Ordinal))];
        if (arguments.Expect is { } expect)
        {
            foreach (var one in chosen.Where(one => (string?)one["expect"] != expect))
            {
                one["expect"] = expect;
                if (arguments.Kind == "tool")
                {
                    one.Remove("arguments"); // those of the call that was wrong
                }
            }
        }

        return chosen;
    }

    /// <summary>A suite is kept with the code, where a customer's name has no business.</summary>
    private static async Task HideAsync(IServiceProvider services, RecordedConversation recording, List<JsonObject> cases, EvalAddArguments arguments, CancellationToken cancellationToken)
    {
        var pseudonyms = new Pseudonyms(arguments.Key is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : RandomNumberGenerator.GetBytes(32));
        pseudonyms.Customer(recording.Customer);
        if (recording.Journal is not null)
        {
            // One of our own customers: people speak of themselves without anything being looked up.
            pseudonyms.LearnFrom(await new Profiles(services.GetRequiredService<Kernel>(), recording.Tenant).FindAsync(recording.Customer, cancellationToken));
        }

        pseudonyms.LearnFrom(recording);
        foreach (var one in cases)
        {
            foreach (var (name, value) in one.Where(member => member.Key is not ("id" or "kind" or "expect" or "at")).ToList())
            {
                one[name] = pseudonyms.ReplaceIn(value);
            }
        }
    }
}
