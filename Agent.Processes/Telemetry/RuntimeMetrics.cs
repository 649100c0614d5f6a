using System.Diagnostics.Metrics;

namespace Agent.Processes.Telemetry;

/// <summary>The runtime's instruments. No tag holds an id: the number of series is that of steps, prompts, models and outcomes.</summary>
internal static class RuntimeMetrics
{
    private static readonly Meter s_meter = new(TelemetryNames.Source);

    public static readonly Histogram<double> TurnDuration = Seconds("agent.turn.duration", "How long a turn took");
    public static readonly Histogram<int> ModelCalls = s_meter.CreateHistogram<int>(
        "agent.turn.model_calls", "{call}", "Model calls of a turn", advice: new() { HistogramBucketBoundaries = [1, 2, 3, 4, 6, 8, 12, 16, 20, 30, 40] });
    public static readonly Counter<long> Faults = s_meter.CreateCounter<long>("agent.faults", "{fault}", "Failures, by what has failed and whether it passes");
    public static readonly Counter<long> FailedTurns = s_meter.CreateCounter<long>("agent.turn.failures", "{turn}", "Turns that failed, by reason");
    public static readonly Histogram<double> StepDuration = Seconds("agent.step.duration", "How long a step's function took");
    public static readonly Histogram<double> CommitDuration = Seconds("agent.commit.duration", "How long a commit took");
    public static readonly Histogram<double> ModelDuration = Seconds("gen_ai.client.operation.duration", "How long a model call took");
    public static readonly Counter<long> Tokens = s_meter.CreateCounter<long>("agent.model.tokens", "{token}", "Tokens of model calls, by kind");
    public static readonly Counter<double> Cost = s_meter.CreateCounter<double>("agent.model.cost", "{USD}", "What model calls cost");
    public static readonly Counter<long> UnpricedCalls = s_meter.CreateCounter<long>("agent.model.unpriced_calls", "{call}", "Model calls whose cost is not known");
    public static readonly Counter<long> ToolCalls = s_meter.CreateCounter<long>("agent.tool.calls", "{call}", "Tool calls that a conversation shows");
    public static readonly Histogram<double> ToolDuration = Seconds("agent.tool.duration", "How long a tool call took");
    public static readonly Counter<long> Verdicts = s_meter.CreateCounter<long>("agent.guardrail.verdicts", "{message}", "What the guardrail let in and stopped");
    public static readonly Counter<long> Eligibility = s_meter.CreateCounter<long>("agent.eligibility.decisions", "{decision}", "What the policy allowed and refused");
    public static readonly Counter<long> ApprovalsAsked = s_meter.CreateCounter<long>("agent.approval.requests", "{approval}", "Questions to people");
    public static readonly Histogram<double> ApprovalWait = Seconds(
        "agent.approval.wait", "How long a question waited for its answer", [1, 10, 60, 300, 900, 1800, 3600, 14400, 43200, 86400, 259200]);
    public static readonly Counter<long> Escalations = s_meter.CreateCounter<long>("agent.escalations", "{ticket}", "Tickets that conversations opened");
    public static readonly Counter<long> Feedback = s_meter.CreateCounter<long>("agent.feedback", "{rating}", "What people thought of answers");
    public static readonly Counter<long> StaleCommits = s_meter.CreateCounter<long>("agent.commit.stale", "{commit}", "Commits refused because another replica owns the conversation");
    public static readonly Counter<long> TakeOvers = s_meter.CreateCounter<long>("agent.lease.takeovers", "{conversation}", "Conversations taken over from a replica that is gone");
    public static readonly Counter<long> Parked = s_meter.CreateCounter<long>("agent.conversations.parked", "{conversation}", "Conversations that cannot go on by themselves");
    public static readonly Counter<long> BudgetMarks = s_meter.CreateCounter<long>("agent.budget.marks", "{mark}", "Budgets that passed 50, 80 or 100 per cent");
    public static readonly Counter<long> BudgetRefusals = s_meter.CreateCounter<long>("agent.budget.refusals", "{call}", "Model calls that did not fit into a budget");
    public static readonly Counter<long> Anomalies = s_meter.CreateCounter<long>("agent.anomalies", "{anomaly}", "Usage that left its usual range");
    public static readonly Counter<long> Replays = s_meter.CreateCounter<long>("agent.replays", "{conversation}", "Conversations replayed from their record, by outcome");

    /// <summary>A number that is asked for when it is exported.</summary>
    public static void Observe(string name, string unit, string description, Func<double?> read) => s_meter.CreateObservableGauge(
        name, () => read() is { } value ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(), unit, description);

    private static Histogram<double> Seconds(string name, string description, double[]? boundaries = null) => s_meter.CreateHistogram<double>(
        name, "s", description,
        advice: new() { HistogramBucketBoundaries = boundaries ?? [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] });
}
