using Agent.Processes.Costs.Budgets;
using Agent.Processes.Costs.Usage;
using Agent.Processes.Recovery.Retention;
using Agent.Processes.Replay;
using Agent.Processes.Runtime.Signals;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Runtime.TakeOver;
using Agent.Processes.Telemetry;

namespace Agent.Processes.Persistence.Tenancy;

/// <summary>
/// A statement that serves all tenants at once, and so runs outside of the wall between them. These here are all of the runtime's: another one cannot be made elsewhere, and the decision
/// about the wall names each with its reason, which a test holds to this list.
/// </summary>
internal sealed class Sweep : AcrossTenants
{
    /// <summary>Whether anything waits, for whomever.</summary>
    public static readonly Sweep QueueAny = new("queue.any", QueueSql.Any);

    /// <summary>Shares a replica's room out between tenants, so it compares theirs.</summary>
    public static readonly Sweep QueueTake = new("queue.take", QueueSql.Take);

    /// <summary>Keeps all claims of a replica.</summary>
    public static readonly Sweep LeasesRenew = new("leases.renew", OwnershipSql.Renew);

    /// <summary>Takes what a dead replica left behind.</summary>
    public static readonly Sweep LeasesRescue = new("leases.rescue", OwnershipSql.Rescue);

    public static readonly Sweep ReplicasBeat = new("replicas.beat", ReplicaSql.Beat);

    public static readonly Sweep ReplicasLeave = new("replicas.leave", ReplicaSql.Leave);

    public static readonly Sweep ReplicasUnpark = new("replicas.unpark", ReplicaSql.Unpark);

    public static readonly Sweep ReplicasPark = new("replicas.park", ReplicaSql.ParkUnknown);

    /// <summary>Approvals whose time has come.</summary>
    public static readonly Sweep ApprovalsDue = new("approvals.due", ApprovalTimerSql.Sweep);

    /// <summary>Locks no row, only a number: one replica adds up at a time.</summary>
    public static readonly Sweep UsageTurn = new("usage.turn", UsageSql.TakeTurn);

    public static readonly Sweep UsageAddUp = new("usage.add_up", UsageSql.AddUp);

    public static readonly Sweep BudgetsLapsed = new("budgets.lapsed", BudgetSql.FindLapsed);

    /// <summary>Finds what was set aside under a name, in the budgets of a tenant and of the service.</summary>
    public static readonly Sweep BudgetsKeep = new("budgets.keep", BudgetSql.Keep);

    public static readonly Sweep BudgetsForget = new("budgets.forget", BudgetSql.Forget);

    // A limit for the whole service is a row that belongs to no tenant, and is locked and counted together with the tenant's own.
    public static readonly Sweep ServiceBudgetOpen = new("budgets.service.open", BudgetSql.Open);

    public static readonly Sweep ServiceBudgetLock = new("budgets.service.lock", BudgetSql.Lock);

    public static readonly Sweep ServiceBudgetReserve = new("budgets.service.reserve", BudgetSql.Reserve);

    public static readonly Sweep ServiceBudgetSettle = new("budgets.service.settle", BudgetSql.Settle);

    public static readonly Sweep ServiceBudgetDrop = new("budgets.service.drop", BudgetSql.Drop);

    public static readonly Sweep ServiceBudgetLapse = new("budgets.service.lapse", BudgetSql.Lapse);

    /// <summary>Which tenants there are, for work that then goes from one to the next.</summary>
    public static readonly Sweep Tenants = new("tenants", RetentionSql.Tenants);

    /// <summary>Reads no table.</summary>
    public static readonly Sweep Time = new("time", RetentionSql.Time);

    /// <summary>Replays that have something left to do.</summary>
    public static readonly Sweep ReplaysOpen = new("replays.open", ReplaySql.OpenJobs);

    /// <summary>Replays that have ended before their batches did.</summary>
    public static readonly Sweep ReplaysLeft = new("replays.left", ReplaySql.LeftBatches);

    /// <summary>Reads no table.</summary>
    public static readonly Sweep SignalsSend = new("signals.send", SignalSender.Notify);

    public static readonly Sweep MetricsBacklog = new("metrics.backlog", Backlog.Look);

    public static readonly Sweep MetricsContacts = new("metrics.contacts", RepeatContacts.Look);

    /// <summary>Conversations that a person has or had a moment ago, for a channel that follows them; each is then followed behind its tenant's wall.</summary>
    public static readonly Sweep TakeOversRecent = new("takeovers.recent", TakeOverSql.Recent);

    private Sweep(string name, string sql)
        : base(name, sql)
    {
    }
}
