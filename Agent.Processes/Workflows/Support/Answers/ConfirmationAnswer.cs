namespace Agent.Processes.Workflows.Support.Answers;

/// <summary>The answer of the prompt <c>confirmation</c>.</summary>
internal sealed record ConfirmationAnswer(string Decision, string Reason)
{
    public const string Confirm = "confirm";
    public const string Decline = "decline";
    public const string Change = "change";
}
