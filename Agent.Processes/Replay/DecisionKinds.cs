namespace Agent.Processes.Replay;

/// <summary>What is decided in a conversation. The names are those of reports.</summary>
public static class DecisionKinds
{
    /// <summary>A customer's message let in, or stopped.</summary>
    public const string Guardrail = "guardrail";

    /// <summary>Who takes a message.</summary>
    public const string Triage = "triage";

    /// <summary>Which tool is called with which arguments, and whether there is such a tool.</summary>
    public const string Tool = "tool";

    /// <summary>Whether a policy allows a call, and by which rule not.</summary>
    public const string Eligibility = "eligibility";

    /// <summary>Who must agree, and by which rule.</summary>
    public const string Approval = "approval";

    /// <summary>What a call that changes something came to.</summary>
    public const string Effects = "effects";

    /// <summary>What sort of answer the customer gets.</summary>
    public const string Reply = "reply";
}
