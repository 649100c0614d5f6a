namespace Agent.Host.Replay.Results;

/// <summary>What can come out otherwise. The names are those of reports and of <c>--fail-on</c>.</summary>
internal static class DifferenceKinds
{
    /// <summary>A customer's message let in, or stopped.</summary>
    public const string Guardrail = "guardrail";

    /// <summary>Who takes a message.</summary>
    public const string Triage = "triage";

    /// <summary>Which tool is called, with which arguments, and of which sort it is.</summary>
    public const string Tool = "tool";

    /// <summary>Whether a policy allows a call, and by which rule.</summary>
    public const string Eligibility = "eligibility";

    /// <summary>Who must agree.</summary>
    public const string Approval = "approval";

    /// <summary>What a tool answers.</summary>
    public const string Effects = "effects";

    /// <summary>What is left behind in the shop.</summary>
    public const string EndState = "end_state";

    /// <summary>What sort of answer the customer gets.</summary>
    public const string Reply = "reply";

    /// <summary>Anything at all that the engine does, in a replay of our own record.</summary>
    public const string Engine = "engine";

    /// <summary>What can be counted in a threshold beside the kinds.</summary>
    public const string Errors = "errors";

    /// <summary>The same for conversations that came out otherwise.</summary>
    public const string Different = "different";

    /// <summary>The same for what recordings do not have.</summary>
    public const string Divergences = "divergences";

    public static readonly IReadOnlyList<string> All = [Guardrail, Triage, Tool, Eligibility, Approval, Effects, EndState, Reply, Engine];

    public static readonly IReadOnlyList<string> Countable = [.. All, Errors, Different, Divergences];
}
