using Agent.Processes.Runtime;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Recovery.Retention;

/// <summary>Where one batch begins, and what is old enough for it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="After">The id to begin behind; empty for the first one.</param>
/// <param name="Before">What is older than this goes, by the database's clock.</param>
/// <param name="Limit">The most conversations.</param>
internal sealed record RetentionPage(string Tenant, string After, DateTime Before, int Limit)
{
    /// <summary>$1 to $5 of the statements that look for conversations.</summary>
    public IEnumerable<NpgsqlParameter> Parameters =>
        [Text(Tenant), Text(After), Text(FirstTooYoung), Value(Before), Value(Limit)];

    // The id's time is by the clock of the replica that made it: a day's room, and the time itself is compared too.
    private string FirstTooYoung => PublicId.FirstConversationOf(new DateTimeOffset(Before).AddDays(1));
}

/// <summary>What came of one batch.</summary>
/// <param name="Removed">How much was removed.</param>
/// <param name="Next">Where the next one begins; null when this was the last.</param>
internal readonly record struct RetentionProgress(int Removed, string? Next);
