using System.Globalization;

namespace Agent.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage =
        """
        dotnet run -c Release --project Agent.Benchmarks -- [conversations|turns|engine|tools|all|replicas|waiting] [options]

          conversations        whole conversations, from the question to the booked return (in `all`)
          turns                what turn 10, 100 and 400 of one conversation cost (in `all`)
          engine               supersteps in memory, without a database (in `all`)
          tools                a tool call with the filters around it and bare, in turns (in `all`)
          faults               replicas killed and paused, the database restarted, and an audit afterwards; options of its own
          promises             kills, and two inputs at the same instant, against the reference; options of its own
          mcp                  a tool call in this process and over MCP on loopback; takes the number of calls (default 2000)
          telemetry            the same conversations with traces and metrics sent and without, in turns; pairs of rounds, conversations, at a time (default 8 150 8)
          usage                GET /usage over a month, by every dimension; takes the number of conversations (default 100000)
          http                 GET conversation, a message and a streamed turn, at 1, 64 and 512 clients, beside a bare endpoint; takes the seconds of each (default 3)
          replay               batch replay: memory, proofs over many conversations, speed; options of its own
          replicas             whole conversations over HTTP, against 1, 2 and 3 real replicas on one database
          waiting              the same, with nobody waiting and with 100,000 conversations that wait for a person

          --conversations N    conversations measured at each level (default 400)
          --concurrency LIST   conversations at a time (default 1,16,64)
          --approval HOW       yes: the customer writes "yes" (default); decision: the decision comes through the approvals API
          --replicas LIST      how many replicas (default 1,2,3; `waiting` takes the first)
          --at-a-time N        conversations at a time for `replicas` and `waiting` (default 16)
          --warm-up N          conversations a replica plays in each round before it is measured, until its compiler is done (default 400)
          --waiting N          conversations that wait (default 100000)
          --connection STRING  an empty database to use instead of a private cluster; the CPU of its server is shown when it runs on this machine
          --allocations        also say which types are allocated most
        """;

    /// <summary><c>conversations</c>, <c>turns</c>, <c>engine</c>, <c>tools</c>, <c>all</c> of these, <c>replicas</c> or <c>waiting</c>.</summary>
    public string Verb { get; init; } = "all";

    public int Conversations { get; init; } = 400;

    public IReadOnlyList<int> Concurrency { get; init; } = [1, 16, 64];

    public IReadOnlyList<int> Replicas { get; init; } = [1, 2, 3];

    public int AtATime { get; init; } = 16;

    public int WarmUp { get; init; } = 400;

    public int Waiting { get; init; } = 100_000;

    /// <summary>True when the decision comes through <c>IConversations.DecideAsync</c>; false when the customer writes it.</summary>
    public bool DecidesThroughApi { get; init; }

    public string? Connection { get; init; }

    public bool ShowsAllocations { get; init; }

    /// <exception cref="FormatException">An argument is unknown or has no good value; the message says which.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions();
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            options = argument switch
            {
                "conversations" or "turns" or "engine" or "tools" or "all" or "replicas" or "waiting" => options with { Verb = argument },
                "--conversations" => options with { Conversations = Number(argument, Value()) },
                "--concurrency" => options with { Concurrency = Numbers(argument, Value()) },
                "--replicas" => options with { Replicas = Numbers(argument, Value()) },
                "--at-a-time" => options with { AtATime = Number(argument, Value()) },
                "--warm-up" => options with { WarmUp = Number(argument, Value()) },
                "--waiting" => options with { Waiting = Number(argument, Value()) },
                "--approval" => options with { DecidesThroughApi = Value() is "decision" },
                "--connection" => options with { Connection = Value() },
                "--allocations" => options with { ShowsAllocations = true },
                _ => throw new FormatException($"'{argument}' is not known."),
            };

            string Value() => ++index < arguments.Count ? arguments[index] : throw new FormatException($"{argument} needs a value.");
        }

        return options;
    }

    /// <summary>Whether a part runs. What starts replicas of its own is not in <c>all</c>: it takes minutes.</summary>
    public bool Includes(string verb) => Verb == verb || (Verb == "all" && verb is not ("replicas" or "waiting"));

    private static int[] Numbers(string argument, string list) => [.. list.Split(',').Select(part => Number(argument, part))];

    private static int Number(string argument, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{argument} needs numbers above 0, not '{text}'.");
}
