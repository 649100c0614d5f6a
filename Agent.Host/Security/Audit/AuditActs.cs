namespace Agent.Host.Security.Audit;

/// <summary>The acts that are written down. Stored names: they never change.</summary>
internal static class AuditActs
{
    /// <summary>All of them, in the order in which a page offers them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ApprovalDecided, ConversationClaimed, OperatorWrote, ConversationReleased, ConversationCancelled, ConversationForked, ConversationRetried, TurnSkipped, ReplayStarted,
        ReplayCancelled, SignedIn, AccessDenied, KeyCreated, KeyRotated, KeyRevoked, WebhookCreated, WebhookChanged, WebhookRotated, WebhookRemoved, WebhookReplayed, ToolCalled, CustomerErased, CustomerExported, DataRemoved, TenantCreated, TenantConfigured, TenantSuspended, TenantResumed, LogVerified, TeamsRefused,
        TeamsDirectoryMapped, TeamsDirectoryRemoved, TeamsPersonMapped, TeamsPersonRemoved,
    ];

    public const string SignedIn = "signed.in";
    public const string AccessDenied = "access.denied";
    public const string ApprovalDecided = "approval.decided";
    public const string ConversationCancelled = "conversation.cancelled";
    public const string ConversationClaimed = "conversation.claimed";
    public const string ConversationReleased = "conversation.released";
    public const string OperatorWrote = "conversation.operator_wrote";
    public const string ConversationForked = "conversation.forked";
    public const string ConversationRetried = "conversation.retried";
    public const string TurnSkipped = "turn.skipped";
    public const string ReplayStarted = "replay.started";
    public const string ReplayCancelled = "replay.cancelled";
    public const string LogVerified = "audit.verified";
    public const string KeyCreated = "key.created";
    public const string KeyRotated = "key.rotated";
    public const string KeyRevoked = "key.revoked";
    public const string TenantCreated = "tenant.created";
    public const string TenantConfigured = "tenant.configured";
    public const string TenantSuspended = "tenant.suspended";
    public const string TenantResumed = "tenant.resumed";
    public const string WebhookCreated = "webhook.created";
    public const string WebhookChanged = "webhook.changed";
    public const string WebhookRotated = "webhook.rotated";
    public const string WebhookRemoved = "webhook.removed";
    public const string WebhookReplayed = "webhook.replayed";
    public const string ToolCalled = "tool.called";
    public const string DataRemoved = "data.removed";
    public const string CustomerErased = "customer.erased";
    public const string CustomerExported = "customer.exported";
    public const string TeamsRefused = "teams.refused";
    public const string TeamsDirectoryMapped = "teams.directory_mapped";
    public const string TeamsDirectoryRemoved = "teams.directory_removed";
    public const string TeamsPersonMapped = "teams.person_mapped";
    public const string TeamsPersonRemoved = "teams.person_removed";
}
