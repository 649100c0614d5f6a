namespace Agent.Processes.Workflows.Support;

/// <summary>The events between the steps of the support workflow. Stored.</summary>
internal static class SupportEvents
{
    /// <summary>The guardrail let a message pass. Data: <see cref="Events.MessageAllowed"/>.</summary>
    public const string MessageAllowed = "support.message_allowed";

    /// <summary>A message for the orders specialist. Data: <see cref="Events.MessageAllowed"/>.</summary>
    public const string OrdersAsked = "support.orders_asked";

    /// <summary>A message while an approval is open. Data: <see cref="Events.MessageAllowed"/>.</summary>
    public const string MessageWhileWaiting = "support.message_while_waiting";

    /// <summary>A message that concerns no case. Data: <see cref="Events.MessageAllowed"/>.</summary>
    public const string GeneralAsked = "support.general_asked";

    /// <summary>A person has to take over. Data: <see cref="Events.TicketNeeded"/>.</summary>
    public const string TicketNeeded = "support.ticket_needed";

    /// <summary>The customer says goodbye. Data: <see cref="Events.ReplyReady"/>.</summary>
    public const string Goodbye = "support.goodbye";

    /// <summary>The general agent has written an answer. Data: <see cref="Events.ReplyDrafted"/>.</summary>
    public const string ReplyDrafted = "support.reply_drafted";

    /// <summary>The reply guard found a fault in the orders specialist's answer. Data: <see cref="Events.ReplyRejected"/>.</summary>
    public const string OrdersReplyRejected = "support.orders_reply_rejected";

    /// <summary>The reply guard found a fault in the general agent's answer. Data: <see cref="Events.ReplyRejected"/>.</summary>
    public const string GeneralReplyRejected = "support.general_reply_rejected";

    /// <summary>An answer may be sent. Data: <see cref="Events.ReplyReady"/>.</summary>
    public const string ReplyReady = "support.reply_ready";

    /// <summary>An answer was sent. Data: <see cref="Events.ReplyReady"/>.</summary>
    public const string Replied = "support.replied";

    /// <summary>The conversation is over. Public.</summary>
    public const string Closed = "support.closed";
}
