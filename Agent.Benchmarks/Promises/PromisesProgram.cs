using System.Globalization;
using Agent.Benchmarks.Faults;
using Agent.Benchmarks.Faults.Auditing;
using Agent.Benchmarks.Faults.Scripts;
using Agent.Benchmarks.Reports;

namespace Agent.Benchmarks.Promises;

/// <summary>The three situations in which the reference loses something or does it twice.</summary>
internal static class PromisesProgram
{
    public const string Usage = "dotnet run -c Release --project Agent.Benchmarks -- promises [--pairs N] [--conversations N] [--kills N] [--seed N]";
    private const int Conversations = 201;
    private const int Kills = 50;
    private const int Pairs = 100;
    private const int Seed = 11;

    /// <returns>0 when every promise was kept, 1 when one was not, 2 when the command line cannot be understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["--conversations"] = Conversations, ["--kills"] = Kills, ["--pairs"] = Pairs, ["--seed"] = Seed,
        };
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (index + 1 == arguments.Count || !numbers.ContainsKey(arguments[index])
                || !int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                await Console.Error.WriteLineAsync(Usage);
                return 2;
            }

            numbers[arguments[index]] = number;
        }

        IReadOnlyList<PromiseResult> results =
        [
            .. await SimultaneousAsync(numbers["--pairs"], CancellationToken.None),
            .. await KillsAsync(numbers["--conversations"], numbers["--kills"], numbers["--seed"], CancellationToken.None),
        ];
        await Console.Out.WriteLineAsync(Render(results));
        return results.All(result => result.Found == 0) ? 0 : 1;
    }

    /// <summary>Two inputs for one conversation at the same instant, at two replicas.</summary>
    public static async Task<IReadOnlyList<PromiseResult>> SimultaneousAsync(int pairs, CancellationToken cancellationToken)
    {
        await using var testbed = await Testbed.StartAsync(replicas: 2, withoutIdempotency: false, cancellationToken);
        var simultaneous = new SimultaneousInputs(testbed);
        return [await simultaneous.DecideTwiceAsync(pairs, cancellationToken), await simultaneous.SayTwiceAsync(pairs, cancellationToken)];
    }

    /// <summary>The README's conversation again and again, while replicas are killed at every boundary.</summary>
    public static async Task<IReadOnlyList<PromiseResult>> KillsAsync(int conversations, int kills, int seed, CancellationToken cancellationToken)
    {
        var options = new FaultOptions
        {
            Conversations = conversations, Kills = kills, Seed = seed, OnlyKills = true, Scripts = [AllScripts.Return], Duration = TimeSpan.FromMinutes(20),
        };
        var report = await new FaultMatrix(options, Console.WriteLine).RunAsync(cancellationToken);
        await Console.Out.WriteLineAsync(report.Render());
        var subject = string.Create(CultureInfo.InvariantCulture, $"{report.Conversations} conversations, {report.Kills} kills");
        return
        [
            new($"{subject}: lost, unanswered or stuck", Count(FindingKind.LostInput, FindingKind.MissingEffect, FindingKind.MissingAnswer, FindingKind.StuckConversation), Reference.LostUnderKills),
            new($"{subject}: refunded twice", Count(FindingKind.DuplicatedEffect), Reference.RefundedTwiceUnderKills),
            new($"{subject}: anything else wrong", report.Findings.Count(finding => finding.Kind is FindingKind.DoubledAnswer or FindingKind.StaleCommit
                or FindingKind.BrokenNumbering or FindingKind.TurnOutOfOrder or FindingKind.UnexpectedAnswer), null),
        ];

        int Count(params FindingKind[] kinds) => report.Findings.Where(finding => kinds.Contains(finding.Kind)).DistinctBy(finding => finding.Conversation).Count();
    }

    private static string Render(IReadOnlyList<PromiseResult> results)
    {
        var table = new MarkdownTable("promise broken in", "here", "reference");
        foreach (var result in results)
        {
            table.Add(result.What, result.Found.ToString(CultureInfo.InvariantCulture), result.Reference?.ToString(CultureInfo.InvariantCulture) ?? "-");
        }

        return table.ToString();
    }
}
