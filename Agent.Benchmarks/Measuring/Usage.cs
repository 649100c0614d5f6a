namespace Agent.Benchmarks.Measuring;

/// <summary>What a stretch of work used.</summary>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Service">CPU time of this process: the service, and the little that the benchmark itself takes.</param>
/// <param name="Server">CPU time of PostgreSQL, all its processes; null when it runs elsewhere.</param>
/// <param name="AllocatedBytes">Managed memory allocated by this process.</param>
/// <param name="WalBytes">Write-ahead log written by the server, full-page images among it.</param>
internal sealed record Usage(TimeSpan Elapsed, TimeSpan Service, TimeSpan? Server, long AllocatedBytes, long WalBytes);
