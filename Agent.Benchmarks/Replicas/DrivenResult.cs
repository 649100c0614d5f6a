using Agent.Benchmarks.Measuring;

namespace Agent.Benchmarks.Replicas;

/// <summary>What was measured while replicas were driven over HTTP.</summary>
internal sealed record DrivenResult
{
    public required int Replicas { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required int Turns { get; init; }

    public required long Checkpoints { get; init; }

    public required TimeSpan ServiceCpu { get; init; }

    /// <summary>Null when the server runs on another machine.</summary>
    public required TimeSpan? ServerCpu { get; init; }

    public required TimeSpan DriverCpu { get; init; }

    /// <summary>Turns that answer or ask.</summary>
    public required Durations Answers { get; init; }

    /// <summary>From the customer's yes to the booked return.</summary>
    public required Durations Approvals { get; init; }

    public required double ResidentMegabytes { get; init; }

    public double TurnsPerSecond => Turns / Elapsed.TotalSeconds;

    public double CheckpointsPerSecond => Checkpoints / Elapsed.TotalSeconds;

    public double ServiceCpuMs => ServiceCpu.TotalMilliseconds / Turns;

    public double ServerCpuMs => ServerCpu is { } server ? server.TotalMilliseconds / Turns : double.NaN;

    public double DriverCpuMs => DriverCpu.TotalMilliseconds / Turns;
}
