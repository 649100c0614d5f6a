using Agent.Benchmarks.Measuring;

namespace Agent.Benchmarks.Conversations;

/// <summary>What was measured with a number of conversations at a time.</summary>
internal sealed record LevelResult
{
    public required int Concurrency { get; init; }

    public required int Conversations { get; init; }

    public required Usage Usage { get; init; }

    public required double Commits { get; init; }

    public required double Rows { get; init; }

    public required Durations Turns { get; init; }

    public required Durations Approvals { get; init; }

    public double PerSecond => Conversations / Usage.Elapsed.TotalSeconds;

    public double ServiceCpuMs => Usage.Service.TotalMilliseconds / Conversations;

    public double ServerCpuMs => Usage.Server is { } server ? server.TotalMilliseconds / Conversations : double.NaN;

    public double AllocatedKilobytes => Usage.AllocatedBytes / 1024.0 / Conversations;

    public double WalKilobytes => Usage.WalBytes / 1024.0 / Conversations;
}
