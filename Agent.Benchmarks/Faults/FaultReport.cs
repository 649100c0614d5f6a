using System.Globalization;
using System.Text;
using Agent.Benchmarks.Faults.Auditing;
using Agent.Benchmarks.Faults.Planning;
using Agent.Benchmarks.Faults.Replicas;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;

namespace Agent.Benchmarks.Faults;

/// <summary>What was done, and what was found.</summary>
internal sealed record FaultReport
{
    private const int FindingsShown = 30;
    private const int FallsShown = 10;

    public required FaultOptions Options { get; init; }

    public required int Planned { get; init; }

    /// <summary>Replicas killed with signal 9.</summary>
    public required int Kills { get; init; }

    /// <summary>Kills by boundary.</summary>
    public required IReadOnlyDictionary<string, int> Boundaries { get; init; }

    /// <summary>Boundaries in the plan.</summary>
    public required int BoundariesKnown { get; init; }

    public required IReadOnlyDictionary<FaultKind, int> Faults { get; init; }

    public required int Conversations { get; init; }

    /// <summary>Inputs acknowledged, repetitions not counted.</summary>
    public required int Inputs { get; init; }

    /// <summary>Messages acknowledged, repetitions counted.</summary>
    public required int Deliveries { get; init; }

    /// <summary>Processes that ended by themselves, such as one that could not start while the database was away.</summary>
    public required IReadOnlyList<ReplicaExit> FailedStarts { get; init; }

    /// <summary>Planned kills that did not happen in conversations that were played.</summary>
    public required IReadOnlyList<string> Missed { get; init; }

    public required Durations Recoveries { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What happened where something was found.</summary>
    public required IReadOnlyList<string> Histories { get; init; }

    /// <summary>What the replicas logged of turns that fell, and of work they took up again after an error nobody expected. Read after the replicas have ended.</summary>
    public required IReadOnlyList<string> Falls { get; init; }

    /// <summary>How long the slowest replica took to end at the end of the run.</summary>
    public required TimeSpan LongestStop { get; init; }

    /// <summary>True when the time was over before the plan was.</summary>
    public required bool WasCutShort { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public string Render()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Seed {Options.Seed}, {Options.Replicas} replicas, {Conversations} conversations with {Inputs} inputs ({Deliveries} messages acknowledged, repeated ones counted) in {Elapsed.TotalSeconds:N0} s.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Kills} of {Planned} planned kills, at {Boundaries.Count} of {BoundariesKnown} boundaries{(WasCutShort ? "; the time was over before the plan was" : "")}.");
        text.AppendLine().AppendLine(DoneTable()).AppendLine().AppendLine(BoundaryTable()).AppendLine().AppendLine(FindingTable()).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"From a kill to the next commit of that conversation: median {Recoveries.Median:N0} ms, worst {Recoveries.At(1):N0} ms (lease {Testbed.LeaseSeconds} s). The slowest replica took {LongestStop.TotalSeconds:N1} s to end when told to.");
        foreach (var finding in Findings.Take(FindingsShown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"FOUND {finding.Kind} in {finding.Conversation}: {finding.Detail}");
        }

        foreach (var history in Histories)
        {
            text.AppendLine(history);
        }

        foreach (var fall in Falls.Take(FallsShown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"A replica said:{Environment.NewLine}{fall}");
        }

        foreach (var missed in Missed.Take(FindingsShown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Not killed in {missed}");
        }

        foreach (var exit in FailedStarts.Take(3))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"A replica ended with {exit.Code}{(exit.WasReady ? "" : " before it was ready")}:").AppendLine(exit.Output);
        }

        return text.ToString();
    }

    private string DoneTable()
    {
        var table = new MarkdownTable("done", "times");
        table.Add("replica killed (signal 9)", Kills.ToString(CultureInfo.InvariantCulture));
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            table.Add(Show(kind), Faults.GetValueOrDefault(kind).ToString(CultureInfo.InvariantCulture));
        }

        table.Add("a turn fell, or was taken up again after an error nobody expected", Falls.Count.ToString(CultureInfo.InvariantCulture));
        table.Add("replica ended by itself, and was started again", FailedStarts.Count.ToString(CultureInfo.InvariantCulture));
        return table.ToString();
    }

    private string BoundaryTable()
    {
        var table = new MarkdownTable("killed", "times");
        foreach (var (name, count) in Boundaries.OrderBy(boundary => boundary.Key, StringComparer.Ordinal))
        {
            table.Add(name, count.ToString(CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    private string FindingTable()
    {
        var table = new MarkdownTable("found", "times");
        foreach (var kind in Enum.GetValues<FindingKind>())
        {
            table.Add(Show(kind), Findings.Count(finding => finding.Kind == kind).ToString(CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    private static string Show(FaultKind kind) => kind switch
    {
        FaultKind.Terminate => "replica told to end (SIGTERM)",
        FaultKind.Pause => "replica paused for longer than its lease (SIGSTOP)",
        FaultKind.RestartDatabase => "PostgreSQL restarted (immediate mode)",
        _ => "all connections cut",
    };

    private static string Show(FindingKind kind) => kind switch
    {
        FindingKind.LostInput => "inputs lost",
        FindingKind.DuplicatedEffect => "effects duplicated",
        FindingKind.MissingEffect => "effects missing",
        FindingKind.MissingAnswer => "answers missing",
        FindingKind.DoubledAnswer => "answers doubled",
        FindingKind.StuckConversation => "conversations stuck",
        FindingKind.StaleCommit => "commits under a stale epoch",
        FindingKind.BrokenNumbering => "gaps and overlaps in supersteps or events",
        FindingKind.TurnOutOfOrder => "turns out of order",
        _ => "answers no client should get",
    };
}
