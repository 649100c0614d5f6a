namespace Agent.Host.Webhooks;

/// <summary>What can be told to a webhook. Stored names, and part of the API: they never change.</summary>
internal static class WebhookKinds
{
    /// <summary>A turn has ended with an answer or a question.</summary>
    public const string TurnCompleted = "turn.completed";

    /// <summary>A turn has ended without doing its work.</summary>
    public const string TurnFailed = "turn.failed";

    /// <summary>A person is asked to decide something.</summary>
    public const string ApprovalRequested = "approval.requested";

    /// <summary>What was asked is no longer open: decided, lapsed or withdrawn.</summary>
    public const string ApprovalDecided = "approval.decided";

    /// <summary>A conversation was completed or cancelled.</summary>
    public const string ConversationEnded = "conversation.ended";

    /// <summary>A job that replays recorded conversations has come to its end.</summary>
    public const string ReplayEnded = "replay.ended";

    /// <summary>Nothing has happened: somebody wants to see whether it arrives. Nobody subscribes to it.</summary>
    public const string Test = "webhook.test";

    /// <summary>What a webhook can subscribe to.</summary>
    public static IReadOnlyList<string> All { get; } = [TurnCompleted, TurnFailed, ApprovalRequested, ApprovalDecided, ConversationEnded, ReplayEnded];
}
