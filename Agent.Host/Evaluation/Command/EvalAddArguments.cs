using System.Globalization;
using Agent.Host.Replay;
using Agent.Plugins.BackOffice;
using Agent.Processes.Evaluation;

namespace Agent.Host.Evaluation.Command;

/// <summary>The command line that makes cases of a conversation, read and checked.</summary>
internal sealed record EvalAddArguments
{
    /// <summary>The conversation's id.</summary>
    public string Conversation { get; init; } = "";

    /// <summary>The suite.</summary>
    public string To { get; init; } = "";

    /// <summary>The file that holds the conversation; null for a stored one.</summary>
    public string? From { get; init; }

    public string? Kind { get; init; }

    public int? Turn { get; init; }

    public string? Expect { get; init; }

    public bool AsIs { get; init; }

    public string? Key { get; init; }

    public string Tenant { get; init; } = BackOfficeDatabase.DemoTenant;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ReplayFault">It cannot be understood; the message says where.</exception>
    public static EvalAddArguments Parse(string[] args)
    {
        var parsed = new EvalAddArguments();
        for (var index = 0; index < args.Length; index++)
        {
            parsed = args[index] switch
            {
                "--as-is" => parsed with { AsIs = true },
                ['-', ..] when index + 1 == args.Length || args[index + 1].Length == 0 => throw new ReplayFault($"'{args[index]}' needs a value, or is not known"),
                ['-', ..] => parsed.With(args[index], args[++index]),
                var conversation when parsed.Conversation.Length == 0 => parsed with { Conversation = conversation },
                var more => throw new ReplayFault($"one conversation is added at a time, not '{more}' as well"),
            };
        }

        return parsed switch
        {
            { Conversation: "" } => throw new ReplayFault("eval add needs the id of a conversation"),
            { To: "" } => throw new ReplayFault("--to is missing: the suite the cases are added to"),
            { Expect: not null } and ({ Kind: null } or { Turn: null }) => throw new ReplayFault("--expect is the answer to one case: it needs --kind and --turn"),
            _ => parsed,
        };
    }

    private EvalAddArguments With(string option, string value) => option switch
    {
        "--to" => this with { To = value },
        "--from" => this with { From = value },
        "--kind" => this with { Kind = EvaluationSuite.Kinds.Contains(value) ? value : throw new ReplayFault($"--kind must be one of {string.Join(", ", EvaluationSuite.Kinds)}") },
        "--turn" => this with { Turn = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var turn) && turn > 0 ? turn : throw new ReplayFault("--turn must be a number from 1 on") },
        "--expect" => this with { Expect = value },
        "--key" => this with { Key = value },
        "--tenant" => this with { Tenant = value },
        _ => throw new ReplayFault($"eval add does not know '{option}'"),
    };
}
