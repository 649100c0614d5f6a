using System.Globalization;
using Agent.Benchmarks.Faults.Scripts;

namespace Agent.Benchmarks.Faults;

/// <summary>What the command line asks of the fault matrix.</summary>
internal sealed record FaultOptions
{
    public const string Usage =
        """
        dotnet run -c Release --project Agent.Benchmarks -- faults [options]

          --kills N               replicas killed with signal 9, spread over every checkpoint boundary (default 100)
          --seed N                makes the plan: which conversations, which faults, where (default 7)
          --conversations N       conversations at least; more when the kills need them (default: half the kills)
          --replicas N            replicas of the service (default 3)
          --minutes N             begins nothing new after this time, and says what was reached (default 5)
          --without-idempotency   takes the idempotency key from every tool call, to see that the auditor notices
        """;

    public int Kills { get; init; } = 100;

    public int Seed { get; init; } = 7;

    /// <summary>Conversations at least.</summary>
    public int Conversations { get; init; } = 50;

    /// <summary>Conversations at a time. Each kill interrupts about this many, divided by the replicas.</summary>
    public int AtOnce { get; init; } = 8;

    public int Replicas { get; init; } = 3;

    /// <summary>What is played.</summary>
    public IReadOnlyList<Script> Scripts { get; init; } = AllScripts.All;

    /// <summary>True to do nothing but kill.</summary>
    public bool OnlyKills { get; init; }

    /// <summary>How long after the first conversation no other is begun.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>True to take the idempotency key from every tool call.</summary>
    public bool WithoutIdempotency { get; init; }

    /// <exception cref="FormatException">An argument is unknown or has no good value; the message says which.</exception>
    public static FaultOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new FaultOptions();
        int? conversations = null;
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            switch (argument)
            {
                case "--kills": options = options with { Kills = Number(1) }; break;
                case "--seed": options = options with { Seed = Number(0) }; break;
                case "--conversations": conversations = Number(1); break;
                case "--replicas": options = options with { Replicas = Number(2) }; break;
                case "--minutes": options = options with { Duration = TimeSpan.FromMinutes(Number(1)) }; break;
                case "--without-idempotency": options = options with { WithoutIdempotency = true }; break;
                default: throw new FormatException($"'{argument}' is not known.");
            }

            int Number(int least) =>
                ++index < arguments.Count && int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
                    ? number
                    : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{argument} needs a number from {least} on."));
        }

        return options with { Conversations = conversations ?? Math.Max(1, options.Kills / 2) };
    }
}
