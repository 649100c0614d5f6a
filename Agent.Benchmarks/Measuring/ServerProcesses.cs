using System.Globalization;

namespace Agent.Benchmarks.Measuring;

/// <summary>The processes of a PostgreSQL server on this machine, as Linux accounts for them.</summary>
internal sealed class ServerProcesses
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on
    private readonly int _postmaster;

    private ServerProcesses(int postmaster) => _postmaster = postmaster;

    /// <summary>Finds the server by one of its backends.</summary>
    /// <returns>Null when the server runs elsewhere, or this is no Linux.</returns>
    public static ServerProcesses? Find(int backend) =>
        ReadStat(backend) is { } stat && stat.Name.StartsWith("postgres", StringComparison.Ordinal) ? new(stat.Parent) : null;

    /// <summary>CPU time of the server since it started: the living processes, and through their parent those that have ended.</summary>
    public TimeSpan ReadCpu()
    {
        var ticks = 0L;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || ReadStat(pid) is not { } stat)
            {
                continue;
            }

            if (pid == _postmaster)
            {
                ticks += stat.OwnTicks + stat.EndedChildrenTicks;
            }
            else if (stat.Parent == _postmaster)
            {
                ticks += stat.OwnTicks;
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static Stat? ReadStat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            // The name stands in parentheses and may hold anything, parentheses among it.
            var end = text.LastIndexOf(')');
            var fields = text[(end + 2)..].Split(' ');
            return new(text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end], int.Parse(fields[1], CultureInfo.InvariantCulture), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));

            long Ticks(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it has just ended, or there is no /proc
        }
    }

    private sealed record Stat(string Name, int Parent, long OwnTicks, long EndedChildrenTicks);
}
