namespace Agent.Processes.Costs.Anomalies;

/// <summary>Usage that has left its usual range.</summary>
/// <param name="Scope">One of <see cref="AnomalyScopes"/>.</param>
/// <param name="Subject">Which: a conversation's or customer's id, or a prompt and its version, such as <c>triage@2</c>.</param>
/// <param name="Day">The day it happened on, in UTC.</param>
/// <param name="Measure">One of <see cref="AnomalyMeasures"/>.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Usual">The median of what is usual.</param>
/// <param name="Limit">Where the usual range ended when this was found.</param>
/// <param name="Samples">From how many samples that is known.</param>
/// <param name="Cause">The likely cause, one of <see cref="AnomalyCauses"/>.</param>
/// <param name="FoundAt">When it was found.</param>
public sealed record AnomalyView(
    string Scope, string Subject, DateOnly Day, string Measure, double Value, double Usual, double Limit, long Samples, string Cause, DateTimeOffset FoundAt);
