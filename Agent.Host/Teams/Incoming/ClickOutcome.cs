namespace Agent.Host.Teams.Incoming;

/// <summary>What came of a click.</summary>
internal enum ClickOutcome
{
    /// <summary>It is decided, by this click or before it.</summary>
    Decided,

    /// <summary>Whoever clicked may not decide.</summary>
    NotTheirs,

    /// <summary>Nobody was sent such a card.</summary>
    Unknown,
}
