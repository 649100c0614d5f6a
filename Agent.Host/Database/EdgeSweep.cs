using Agent.Host.Api.Idempotency;
using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Limits.Places;
using Agent.Host.Privacy;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Keys;
using Agent.Host.Security.Sessions;
using Agent.Host.Security.Tenants;
using Agent.Host.Security.Vault;
using Agent.Host.Teams.Identities;
using Agent.Host.Teams.Storage;
using Agent.Host.Webhooks.Storage;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Database;

/// <summary>
/// The edges' statements that serve all tenants at once, and so run outside of the wall between them. These here are all: another one cannot be made elsewhere, and the decision about the wall
/// names each with its reason, which a test holds to this list.
/// </summary>
internal sealed class EdgeSweep : AcrossTenants
{
    /// <summary>Reads no table, only whether there is one.</summary>
    public static readonly EdgeSweep Table = new("table", "SELECT to_regclass($1) IS NOT NULL");

    /// <summary>Finds out by a key whose it is.</summary>
    public static readonly EdgeSweep ApiKey = new("keys.find", ApiKeyCallers.Find);

    // What seals sessions is the service's, and belongs to no tenant.
    public static readonly EdgeSweep SessionKeys = new("sessions.keys", StoredKeys.All);

    public static readonly EdgeSweep SessionKeep = new("sessions.keep", StoredKeys.Keep);

    /// <summary>For whoever may create tenants.</summary>
    public static readonly EdgeSweep TenantList = new("tenants.list", TenantStore.All);

    public static readonly EdgeSweep AuditTenants = new("audit.tenants", AuditStore.Tenants);

    /// <summary>Logs that need a signature; each is then signed behind its tenant's wall.</summary>
    public static readonly EdgeSweep AuditUnsigned = new("audit.unsigned", AuditStore.Unsigned);

    public static readonly EdgeSweep ToolActTenants = new("tool_acts.tenants", ToolActsSql.FindTenants);

    // Exchanging the keys of the key ring goes through all that they wrap; each row is then written behind its tenant's wall.
    public static readonly EdgeSweep WrappedCustomerKeys = new("wrapped.customer_keys", KeyRotation.All("security.customer_keys", "customer_id", "key"));

    public static readonly EdgeSweep WrappedErasures = new("wrapped.erasures", KeyRotation.All("security.erasures", "id", "subject"));

    public static readonly EdgeSweep WrappedSecrets = new("wrapped.secrets", KeyRotation.All("webhooks.subscriptions", "id", "secret"));

    public static readonly EdgeSweep WrappedOldSecrets = new("wrapped.old_secrets", KeyRotation.All("webhooks.subscriptions", "id", "old_secret"));

    /// <summary>Takes up what was broken off, whosever it is.</summary>
    public static readonly EdgeSweep ErasuresTake = new("erasures.take", ErasureStore.Take);

    public static readonly EdgeSweep RetentionToolAudit = new("retention.tool_audit", ClassRetention.Remove("backoffice.tool_audit", "at", "true"));

    public static readonly EdgeSweep RetentionDeliveries = new("retention.deliveries", ClassRetention.Remove("webhooks.deliveries", "created_at", "true"));

    public static readonly EdgeSweep RetentionOutbox = new("retention.outbox", ClassRetention.Remove("teams.outbox", "created_at", "is_done AND NOT is_open"));

    public static readonly EdgeSweep RetentionActivities = new("retention.activities", ClassRetention.Remove("teams.activities", "received_at", "is_done"));

    public static readonly EdgeSweep AnswersSweep = new("answers.sweep", AnswerStore.Sweep);

    /// <summary>Many buckets in one statement: of tenants, of addresses and of the service.</summary>
    public static readonly EdgeSweep BucketsSettle = new("buckets.settle", BucketStore.Settle);

    public static readonly EdgeSweep BucketsSweep = new("buckets.sweep", BucketStore.Sweep);

    public static readonly EdgeSweep PlacesExchange = new("places.exchange", PlaceStore.Exchange);

    public static readonly EdgeSweep PlacesForget = new("places.forget", PlaceStore.Forget);

    /// <summary>Takes what is due in the order of all.</summary>
    public static readonly EdgeSweep WebhooksTake = new("webhooks.take", DeliveryQueue.Take);

    /// <summary>Finds out by a directory whose it is.</summary>
    public static readonly EdgeSweep TeamsAdmission = new("teams.admission", AdmissionDesk.Find);

    public static readonly EdgeSweep TeamsInboxTake = new("teams.inbox.take", ActivityStore.Due);

    public static readonly EdgeSweep TeamsOutboxTake = new("teams.outbox.take", OutboxStore.Due);

    public static readonly EdgeSweep TeamsWatchedTake = new("teams.watched.take", ChatStore.TakeWatched);

    public static readonly EdgeSweep TeamsSweep = new("teams.sweep", ActivityStore.Sweep);

    public static readonly EdgeSweep TeamsTenants = new("teams.tenants", DirectoryStore.Tenants);

    // For whoever may create tenants.
    public static readonly EdgeSweep TeamsDirectoriesList = new("teams.directories.list", DirectoryStore.All);

    public static readonly EdgeSweep TeamsDirectoriesRemove = new("teams.directories.remove", DirectoryStore.Remove);

    private EdgeSweep(string name, string sql)
        : base(name, sql)
    {
    }
}
