namespace Agent.Processes.Workflows.Support;

/// <summary>The events inside the orders process. Stored.</summary>
internal static class OrdersEvents
{
    /// <summary>A reading tool is to be called. Data: <see cref="Steps.Tools.ToolCall"/>.</summary>
    public const string ReadRequested = "orders.read_requested";

    /// <summary>The model proposes a call that changes something. Data: <see cref="Steps.Tools.ToolCall"/>.</summary>
    public const string ActionProposed = "orders.action_proposed";

    /// <summary>A call came to an end, made or not. Data: <see cref="Steps.Tools.ToolAnswer"/>.</summary>
    public const string CallAnswered = "orders.call_answered";

    /// <summary>A person has to agree. Data: <see cref="Approvals.ApprovalNeeded"/>.</summary>
    public const string ApprovalNeeded = "orders.approval_needed";

    /// <summary>A person was asked; for the agent's memory. Data: <see cref="Approvals.ApprovalAsked"/>.</summary>
    public const string ApprovalAsked = "orders.approval_asked";

    /// <summary>The question itself, for the customer, or that it is closed. Public. Data: <see cref="Events.ReplyReady"/>.</summary>
    public const string QuestionReady = "orders.question_ready";

    /// <summary>Nobody decided in time; for the agent's memory. Data: <see cref="Approvals.ActionLapsed"/>.</summary>
    public const string ActionLapsed = "orders.action_lapsed";

    /// <summary>A message that decides nothing. Data: <see cref="Events.MessageAllowed"/>.</summary>
    public const string MessagePassed = "orders.message_passed";

    /// <summary>A person agreed. Data: <see cref="Approvals.ActionApproved"/>.</summary>
    public const string ActionApproved = "orders.action_approved";

    /// <summary>A call may be made now. Data: <see cref="Steps.Tools.ToolCall"/>.</summary>
    public const string ActionCleared = "orders.action_cleared";

    /// <summary>The agent has written an answer. Public. Data: <see cref="Events.ReplyDrafted"/>.</summary>
    public const string ReplyDrafted = "orders.reply_drafted";

    /// <summary>The agent found no end. Public. Data: <see cref="Events.TicketNeeded"/>.</summary>
    public const string GaveUp = "orders.gave_up";
}
