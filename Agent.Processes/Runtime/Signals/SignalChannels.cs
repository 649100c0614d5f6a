namespace Agent.Processes.Runtime.Signals;

/// <summary>The channels replicas listen on. Their names are a contract between versions that run side by side during a rollout.</summary>
internal static class SignalChannels
{
    /// <summary>Queued work exists. No payload.</summary>
    public const string Work = "agent_work";

    /// <summary>A conversation was ended from outside. Payload: the conversation, see <see cref="Format"/>.</summary>
    public const string Ended = "agent_ended";

    /// <summary>A replica watches conversations, or no longer does: <see cref="WatchSignal"/>.</summary>
    public const string Watch = "agent_watch";

    /// <summary>An approval for operators was asked, or is no longer open. Sent by a trigger. Payload: tenant, a slash, the approval.</summary>
    public const string Approvals = "agent_approvals";

    /// <summary>What happens in conversations one replica watches: <see cref="FeedSignal"/>.</summary>
    public static string FeedOf(string replica) => "agent_feed_" + replica;

    /// <summary>A conversation as a payload names it.</summary>
    public static string Format(ConversationKey key) => $"{key.Tenant}/{key.Id}";

    /// <summary>Reads what <see cref="Format"/> wrote; null when it is something else. An id holds no slash, a tenant may.</summary>
    public static ConversationKey? Parse(string? text) =>
        text?.LastIndexOf('/') is > 0 and var slash && slash < text.Length - 1 ? new(text[..slash], text[(slash + 1)..]) : null;
}
