namespace Agent.Benchmarks.Faults.Scripts;

/// <summary>A conversation that is played again and again, and what it must leave behind: no less, and no more.</summary>
internal sealed record Script
{
    /// <summary>How reports call it.</summary>
    public required string Name { get; init; }

    /// <summary>The customer of the sample shop who is copied for it, orders and payment methods included.</summary>
    public required string Hero { get; init; }

    /// <summary>The order of the hero that it is about.</summary>
    public required string Order { get; init; }

    /// <summary>What comes in, in this order.</summary>
    public required IReadOnlyList<ScriptInput> Inputs { get; init; }

    /// <summary>True when the inputs do not wait for each other's answers, and may be accepted in any order.</summary>
    public bool IsAtOnce { get; init; }

    /// <summary>Consequential calls, by tool.</summary>
    public IReadOnlyDictionary<string, int> Effects { get; init; } = new Dictionary<string, int>();

    /// <summary>Tickets opened.</summary>
    public int Tickets { get; init; }

    /// <summary>Entries added to the payment histories of the customer's orders.</summary>
    public int Payments { get; init; }

    /// <summary>What goes off the customer's gift cards, in cents.</summary>
    public long GiftCardSpentMinor { get; init; }

    /// <summary>Returns booked.</summary>
    public int Returns { get; init; }
}
