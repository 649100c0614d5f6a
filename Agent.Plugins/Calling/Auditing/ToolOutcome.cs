namespace Agent.Plugins.Calling.Auditing;

/// <summary>The values of <see cref="ToolAuditEntry.Outcome"/>, which are stored.</summary>
internal static class ToolOutcome
{
    /// <summary>It answered, or took effect.</summary>
    public const string Done = "done";

    /// <summary>A call that had taken effect before was repeated, and got the first answer.</summary>
    public const string Repeated = "repeated";

    /// <summary>It was answered from memory.</summary>
    public const string Cached = "cached";

    /// <summary>A rule of the tool forbids it.</summary>
    public const string Refused = "refused";

    /// <summary>Role, scope or budget forbid it.</summary>
    public const string Denied = "denied";

    /// <summary>An argument was wrong.</summary>
    public const string Invalid = "invalid";

    /// <summary>The system behind the tool gave no answer.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The tool itself failed.</summary>
    public const string Failed = "failed";

    /// <summary>The caller broke it off.</summary>
    public const string Cancelled = "cancelled";
}
