using System.Globalization;

namespace Agent.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage =
        """
        dotnet run -c Release --project Agent.Benchmarks -- [conversations|turns|engine|all] [options]

          conversations        whole conversations, from the question to the booked return (in `all`)
          turns                what turn 10, 100 and 400 of one conversation cost (in `all`)
          engine               supersteps in memory, without a database (in `all`)
          faults               replicas killed and paused, the database restarted, and an audit afterwards; options of its own
          promises             kills, and two inputs at the same instant, against the reference; options of its own

          --conversations N    conversations measured at each level (default 400)
          --concurrency LIST   conversations at a time (default 1,16,64)
          --approval HOW       yes: the customer writes "yes" (default); decision: the decision comes through the approvals API
          --connection STRING  an empty database to use instead of a private cluster; the CPU of its server is shown when it runs on this machine
          --allocations        also say which types are allocated most
        """;

    /// <summary><c>conversations</c>, <c>turns</c>, <c>engine</c> or <c>all</c>.</summary>
    public string Verb { get; init; } = "all";

    public int Conversations { get; init; } = 400;

    public IReadOnlyList<int> Concurrency { get; init; } = [1, 16, 64];

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
                "conversations" or "turns" or "engine" or "all" => options with { Verb = argument },
                "--conversations" => options with { Conversations = Number(argument, Value()) },
                "--concurrency" => options with { Concurrency = [.. Value().Split(',').Select(part => Number(argument, part))] },
                "--approval" => options with { DecidesThroughApi = Value() is "decision" },
                "--connection" => options with { Connection = Value() },
                "--allocations" => options with { ShowsAllocations = true },
                _ => throw new FormatException($"'{argument}' is not known."),
            };

            string Value() => ++index < arguments.Count ? arguments[index] : throw new FormatException($"{argument} needs a value.");
        }

        return options;
    }

    public bool Includes(string verb) => Verb == verb || Verb == "all";

    private static int Number(string argument, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{argument} needs numbers above 0, not '{text}'.");
}
