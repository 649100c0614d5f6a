using System.Globalization;
using Agent.Host.Replay.Results;
using Agent.Host.Replay.Running;

namespace Agent.Host.Replay.Command;

/// <summary>Shows a replay going on: one line that is written over where somebody sits before it, a line now and then where the output goes to a file.</summary>
internal sealed class ReplayScreen(TextWriter output, bool isTerminal, TimeProvider clock) : IReplayWatch
{
    private const int BarWidth = 24;
    private readonly long _started = clock.GetTimestamp();
    private long _shown = long.MinValue;

    public void Report(double progress, ReplaySummary sum)
    {
        if (_shown != long.MinValue && clock.GetElapsedTime(_shown) < (isTerminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10)))
        {
            return;
        }

        _shown = clock.GetTimestamp();
        var line = Line(progress, sum);
        output.Write(isTerminal ? $"\r{line}   " : line + Environment.NewLine);
        output.Flush();
    }

    /// <summary>Says how it ended.</summary>
    public void End(ReplaySummary sum)
    {
        var differences = sum.Differences.Count == 0 ? "" : $" ({string.Join(", ", sum.Differences.Select(kind => $"{kind.Key} {Number(kind.Value)}"))})";
        var notOnRecord = sum.Divergences == 0 ? "" : $", {Number(sum.Divergences)} not on record";
        output.WriteLine($"{(isTerminal ? "\r" : "")}{Number(sum.Conversations)} conversations: {Number(sum.Same)} the same, {Number(sum.Different)} different{differences}, {Number(sum.Errors)} errors{notOnRecord}.      ");
    }

    private string Line(double progress, ReplaySummary sum)
    {
        var elapsed = clock.GetElapsedTime(_started);
        var rate = elapsed.TotalMinutes > 0 ? sum.Conversations / elapsed.TotalMinutes : 0;
        // How far the file is read is all that is known of how much there is; before a hundredth it says nothing.
        var left = progress is > 0.01 and < 1 ? $", {(elapsed / progress) - elapsed:hh\\:mm\\:ss} left" : "";
        var filled = (int)(progress * BarWidth);
        return string.Create(CultureInfo.InvariantCulture,
            $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {sum.Conversations} done, {rate:0}/min{left}, {sum.Different} different, {sum.Errors} errors");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
