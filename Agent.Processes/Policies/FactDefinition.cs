namespace Agent.Processes.Policies;

/// <summary>How a fact is taken from the results of tools and the arguments of the call.</summary>
internal sealed record FactDefinition
{
    /// <summary>The name conditions and texts use.</summary>
    public required string Name { get; init; }

    /// <summary>What a customer would call it.</summary>
    public required string Label { get; init; }

    /// <summary><c>usd</c> for an amount in dollars, else null.</summary>
    public string? Unit { get; init; }

    public required FactKind Kind { get; init; }

    /// <summary>Where the value or the list is.</summary>
    public required FactPath From { get; init; }

    /// <summary>The member of each list entry that is summed or named.</summary>
    public string? Field { get; init; }

    /// <summary>The member of each list entry that <see cref="In"/> selects by; null takes the keys of an object.</summary>
    public string? Key { get; init; }

    /// <summary>The selected keys: one text or a list of them, each meaning one entry. Null selects all.</summary>
    public FactPath? In { get; init; }
}
