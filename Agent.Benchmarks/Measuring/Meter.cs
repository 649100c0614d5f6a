using System.Diagnostics;

namespace Agent.Benchmarks.Measuring;

/// <summary>Reads this process's, the server's and the database's counters around a stretch of work.</summary>
internal sealed class Meter(DatabaseCounters database, ServerProcesses? server)
{
    public async Task<Usage> MeasureAsync(Func<Task> work)
    {
        var wal = await database.ReadWalPositionAsync();
        var serverCpu = server?.ReadCpu();
        var serviceCpu = ReadServiceCpu();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new(
            elapsed,
            ReadServiceCpu() - serviceCpu,
            server?.ReadCpu() - serverCpu,
            GC.GetTotalAllocatedBytes(precise: true) - allocated,
            await database.ReadWalPositionAsync() - wal);
    }

    private static TimeSpan ReadServiceCpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
