namespace Agent.Plugins.BackOffice.Erasure;

/// <summary>What came of an <see cref="ErasureOrder"/>.</summary>
/// <param name="Removed">Rows removed or blanked, by table.</param>
/// <param name="Kept">What was kept, and under which duty.</param>
public sealed record ErasureOutcome(IReadOnlyDictionary<string, long> Removed, IReadOnlyDictionary<string, string> Kept);
