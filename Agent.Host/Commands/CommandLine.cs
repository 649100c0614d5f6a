namespace Agent.Host.Commands;

/// <summary>The verbs of the one binary.</summary>
internal static class CommandLine
{
    /// <summary>The exit code for a command line that cannot be understood.</summary>
    public const int Misused = 2;

    private const string Usage = """
        usage: agent [verb] [options]

          serve      (default) serves the HTTP API; options are configuration, such as --urls http://localhost:5080
          tools      serves the tools over MCP, at http://localhost:5090/mcp; options are configuration, as with serve
          chat       holds a conversation in the terminal
                       --customer <id>       who is talking (default: mara_olsen_1001)
                       --conversation <id>   goes on with an earlier conversation
          migrate    brings the database up to date and ends
          import     loads a shop into an empty tenant and ends: import --format tau-retail <folder>
                       --format <name>       tau-retail or tau-airline
                       --tenant <id>         which tenant (default: the format's name)
          replay     replays recorded conversations and ends: replay <file> --mode effects [--report out/]
                       replay --help lists its options
          export     writes stored conversations as recordings, with pseudonyms, and ends: export <file>
                       export --help lists its options
          eval       asks the labelled questions of a suite and ends: eval <suite.yaml>; eval add makes cases of a conversation
                       eval --help lists its options
          audit      checks audit logs and exports them: audit verify, audit export
                       --tenant <id>         whose log (verify: default all of them)
                       --file <path>         verify: an export, in place of the database
                       --key <path>          verify: the public key of the checkpoints, as PEM
          keys       exchanges the keys of the key ring: keys rotate adds one and wraps everything anew, keys prune forgets the older ones
          --help     shows this

        Settings come from the environment and appsettings.json; see docs/configuration.md.
        """;

    /// <summary>Runs what the command line asks for.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args) => args switch
    {
        ["--help" or "-h" or "help", ..] => ExplainAsync(),
        [] => StartupFault.GuardAsync(() => ServeCommand.RunAsync([])),
        ["serve", .. var rest] => StartupFault.GuardAsync(() => ServeCommand.RunAsync(rest)),
        ["tools", .. var rest] => StartupFault.GuardAsync(() => ToolsCommand.RunAsync(rest)),
        ["migrate"] => StartupFault.GuardAsync(MigrateCommand.RunAsync),
        ["migrate", var option, ..] => RefuseAsync($"migrate does not know '{option}'."),
        ["chat", .. var rest] => Chat(rest),
        ["import", .. var rest] => Import(rest),
        ["audit", .. var rest] => AuditArguments.RunAsync(rest, RefuseAsync),
        ["keys", ("rotate" or "prune") and var what] => StartupFault.GuardAsync(() => KeysCommand.RunAsync(what)),
        ["keys", ..] => RefuseAsync("keys: say rotate or prune."),
        ["export", .. var rest] => Replay.Command.ExportVerb.RunAsync(rest),
        ["eval", .. var rest] => Evaluation.Command.EvalVerb.RunAsync(rest),
        ["replay", .. var rest] => Replay.Command.ReplayVerb.RunAsync(rest),
        [['-', ..], ..] => StartupFault.GuardAsync(() => ServeCommand.RunAsync(args)),
        [var verb, ..] => RefuseAsync($"There is no verb '{verb}'."),
    };

    private static Task<int> Chat(string[] args)
    {
        var options = new Terminal.ChatOptions();
        for (var index = 0; index < args.Length; index += 2)
        {
            if (index + 1 == args.Length || args[index + 1].Length == 0)
                return RefuseAsync($"chat: '{args[index]}' needs a value, or is not known.");
            switch (args[index])
            {
                case "--customer":
                    options = options with { CustomerId = args[index + 1] };
                    break;
                case "--conversation":
                    options = options with { ConversationId = args[index + 1] };
                    break;
                default:
                    return RefuseAsync($"chat does not know '{args[index]}'.");
            }
        }

        return StartupFault.GuardAsync(() => ChatCommand.RunAsync(options));
    }

    private static Task<int> Import(string[] args)
    {
        var (format, folder, tenant) = ((string?)null, (string?)null, (string?)null);
        for (var index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--format" or "--tenant" when index + 1 == args.Length || args[index + 1].Length == 0:
                    return RefuseAsync($"import: '{args[index]}' needs a value.");
                case "--format":
                    format = args[++index];
                    break;
                case "--tenant":
                    tenant = args[++index];
                    break;
                case [not '-', ..] when folder is null:
                    folder = args[index];
                    break;
                default:
                    return RefuseAsync($"import does not know '{args[index]}'.");
            }
        }

        if (format is null || !ImportCommand.Formats.Contains(format))
            return RefuseAsync($"import: --format must be {string.Join(" or ", ImportCommand.Formats)}.");
        return folder is null
            ? RefuseAsync("import needs the folder to load.")
            : StartupFault.GuardAsync(() => ImportCommand.RunAsync(format, folder, tenant ?? format));
    }

    private static async Task<int> ExplainAsync()
    {
        await Console.Out.WriteLineAsync(Usage);
        return 0;
    }

    private static async Task<int> RefuseAsync(string fault)
    {
        await Console.Error.WriteLineAsync($"{fault}\n\n{Usage}");
        return Misused;
    }
}
