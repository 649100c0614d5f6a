namespace Agent.Processes.Prompts;

/// <summary>The template variables the code fills in.</summary>
internal static class PromptVariables
{
    public const string Topic = "current_topic";
    public const string LastAnswer = "last_answer";
    public const string PendingAction = "pending_action";
    public const string CustomerId = "customer_id";
    public const string Today = "today";

    /// <summary>A whole line, or nothing: templates have no conditions.</summary>
    public const string Waiting = "waiting_line";
}
