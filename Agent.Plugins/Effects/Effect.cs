using Npgsql;

namespace Agent.Plugins.Effects;

/// <summary>What a call is about to do, decided on facts that may be outdated by the time it is stored.</summary>
/// <param name="Result">What the caller will be told.</param>
/// <param name="Changes">
/// The writes, in the order of locking. Each must touch exactly one row, and names the row version it was decided on:
/// one that touches none says that the facts have changed, and nothing is stored.
/// </param>
internal sealed record Effect(string Result, params IReadOnlyList<NpgsqlBatchCommand> Changes);
