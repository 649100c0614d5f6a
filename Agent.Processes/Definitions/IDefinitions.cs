namespace Agent.Processes.Definitions;

/// <summary>What has been in force on this database, and since when. The policies and prompts themselves are files; here stands what became of them.</summary>
public interface IDefinitions
{
    /// <summary>Writes down what this replica brings into force, where it is something else than before. Any number of replicas may do it at once.</summary>
    /// <returns>How much was new.</returns>
    Task<int> RecordAsync(CancellationToken cancellationToken = default);

    /// <summary>The latest changes, newest first.</summary>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<DefinitionChange>> ListAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>One change with both texts; null when there is none of that number.</summary>
    Task<DefinitionComparison?> FindAsync(long number, CancellationToken cancellationToken = default);
}

/// <summary>Something came into force.</summary>
/// <param name="Number">Counted over the service.</param>
/// <param name="Kind">One of <see cref="DefinitionKinds"/>.</param>
/// <param name="Name">The prompt's name, or <c>policies</c>.</param>
/// <param name="Version">As the file states it; empty when it was taken out.</param>
/// <param name="VersionBefore">The one before; null when it is the first that was seen.</param>
/// <param name="Hash">Of the text.</param>
/// <param name="ChangedBy">Who brought it, as far as it is known.</param>
/// <param name="At">When the first replica began with it, in UTC.</param>
public sealed record DefinitionChange(
    long Number, string Kind, string Name, string Version, string? VersionBefore, string Hash, string ChangedBy, DateTimeOffset At);

/// <summary>A change with both texts.</summary>
/// <param name="Change">The change.</param>
/// <param name="Before">The text before; empty when it is the first that was seen.</param>
/// <param name="After">The text that came into force.</param>
public sealed record DefinitionComparison(DefinitionChange Change, string Before, string After);
