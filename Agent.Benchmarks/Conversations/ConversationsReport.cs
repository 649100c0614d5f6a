using Agent.Benchmarks.Reports;

namespace Agent.Benchmarks.Conversations;

/// <summary>The levels side by side, next to the reference.</summary>
internal static class ConversationsReport
{
    public static string Render(IReadOnlyList<LevelResult> levels, double commitsPerSecond)
    {
        var table = new MarkdownTable(["", .. levels.Select(level => $"{level.Concurrency} at a time"), "reference at 1", "better by, at 1"]);
        var one = levels.FirstOrDefault(level => level.Concurrency == 1);
        Row("conversations per second", level => level.PerSecond, Reference.ConversationsPerSecondAt1, moreIsBetter: true);
        Row("… in commits of the yardstick", level => commitsPerSecond / level.PerSecond, null);
        Row("CPU of the service, ms", level => level.ServiceCpuMs, Reference.ServiceCpuMs);
        Row("CPU of PostgreSQL, ms", level => level.ServerCpuMs, Reference.ServerCpuMs);
        Row("CPU of both, ms", level => level.ServiceCpuMs + level.ServerCpuMs, Reference.ServiceCpuMs + Reference.ServerCpuMs);
        Row("commits", level => level.Commits, Reference.Commits);
        Row("rows written", level => level.Rows, Reference.Rows);
        Row("WAL, KB", level => level.WalKilobytes, Reference.WalKilobytes);
        Row("allocated, KB", level => level.AllocatedKilobytes, null);
        Row("turn p50, ms", level => level.Turns.Median, Reference.TurnMedianMsAt1);
        Row("turn p99, ms", level => level.Turns.At(0.99), null);
        Row("after the approval p50, ms", level => level.Approvals.Median, null);
        Row("after the approval p99, ms", level => level.Approvals.At(0.99), null);
        var sixteen = levels.FirstOrDefault(level => level.Concurrency == 16) is { } at16
            ? $"{Environment.NewLine}{Environment.NewLine}Throughput at 16 against the reference at 16 ({Reference.ConversationsPerSecondAt16} per second): {Figures.Times(at16.PerSecond / Reference.ConversationsPerSecondAt16)}."
            : "";
        return table + sixteen;

        void Row(string what, Func<LevelResult, double> value, double? reference, bool moreIsBetter = false)
        {
            var better = reference is not { } known || one is null ? double.NaN : moreIsBetter ? value(one) / known : known / value(one);
            table.Add([what, .. levels.Select(level => Figures.Show(value(level))), reference is { } shown ? Figures.Show(shown) : "-", Figures.Times(better)]);
        }
    }
}
