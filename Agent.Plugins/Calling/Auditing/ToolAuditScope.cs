namespace Agent.Plugins.Calling.Auditing;

/// <summary>
/// The record of the call that is being made. A tool that stores an effect takes its entry along into the effect's transaction, so that no effect is without
/// one; everything else is recorded behind the caller's back.
/// </summary>
internal sealed class ToolAuditScope(Func<string, ToolAuditEntry> describe)
{
    private static readonly AsyncLocal<ToolAuditScope?> s_current = new();

    public static ToolAuditScope? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>What came of the call so far, if it ends without a refusal.</summary>
    public string Outcome { get; set; } = ToolOutcome.Done;

    /// <summary>Whether the entry was stored with an effect.</summary>
    public bool IsStored { get; set; }

    /// <summary>The entry as it is now.</summary>
    public ToolAuditEntry Describe(string outcome) => describe(outcome);
}
