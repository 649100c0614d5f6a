namespace Agent.Processes;

/// <summary>
/// The event types of a conversation's stream. They are stored, so they never change their meaning.
/// A step puts one on the stream by emitting it with public visibility; the runtime adds the <c>turn.*</c> and <c>step.*</c> ones.
/// </summary>
public static class ConversationEvents
{
    /// <summary>An input is being worked on. Data: <see cref="TurnStarted"/>.</summary>
    public const string TurnStarted = "turn.started";

    /// <summary>A step function has run. Data: <see cref="StepCompleted"/>.</summary>
    public const string StepCompleted = "step.completed";

    /// <summary>The guardrail let the input pass or blocked it. Data: <see cref="GuardrailVerdict"/>.</summary>
    public const string GuardrailVerdict = "guardrail.verdict";

    /// <summary>A tool is about to be called. Data: <see cref="ToolCalled"/>.</summary>
    public const string ToolCalled = "tool.called";

    /// <summary>A tool has answered. Data: <see cref="ToolCompleted"/>.</summary>
    public const string ToolCompleted = "tool.completed";

    /// <summary>The policy allowed or refused a consequential call. Data: <see cref="EligibilityDecided"/>.</summary>
    public const string EligibilityDecided = "eligibility.decided";

    /// <summary>A person is asked. Data: <see cref="ApprovalRequested"/>; the runtime stores the approval with the checkpoint.</summary>
    public const string ApprovalRequested = "approval.requested";

    /// <summary>A person has not decided yet, and is reminded. Data: <see cref="Processes.ApprovalReminder"/>.</summary>
    public const string ApprovalReminder = "approval.reminder";

    /// <summary>A person has decided, or nobody did in time. Data: <see cref="ApprovalDecided"/>.</summary>
    public const string ApprovalDecided = "approval.decided";

    /// <summary>A piece of an answer while it is being written. Never stored, never numbered. Data: <see cref="MessageDelta"/>.</summary>
    public const string MessageDelta = "message.delta";

    /// <summary>An answer to the customer, final. Data: <see cref="MessageCompleted"/>.</summary>
    public const string MessageCompleted = "message.completed";

    /// <summary>Nothing is left to do, or a person is asked. Data: <see cref="TurnCompleted"/>.</summary>
    public const string TurnCompleted = "turn.completed";

    /// <summary>The turn ended in an error that was recorded; the conversation can go on. Data: <see cref="TurnFailed"/>.</summary>
    public const string TurnFailed = "turn.failed";

    /// <summary>A person has taken the conversation over; until it is released, nothing of the agent follows. Data: <see cref="Processes.ConversationClaimed"/>.</summary>
    public const string ConversationClaimed = "conversation.claimed";

    /// <summary>The agent has the conversation again. Data: <see cref="Processes.ConversationReleased"/>.</summary>
    public const string ConversationReleased = "conversation.released";

    /// <summary>The types a workflow may put on the stream.</summary>
    internal static readonly IReadOnlySet<string> FromSteps = new HashSet<string>(StringComparer.Ordinal)
    {
        GuardrailVerdict, ToolCalled, ToolCompleted, EligibilityDecided, ApprovalRequested, ApprovalReminder, ApprovalDecided, MessageCompleted,
    };
}
