namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>The names under which a call is refused before any rule of the policy file applies. Stored.</summary>
internal static class PolicyRules
{
    /// <summary>The tool changes something, and no policy allows it.</summary>
    public const string NoPolicy = "no_policy";

    /// <summary>The facts could not be read.</summary>
    public const string FactsMissing = "facts_missing";
}
