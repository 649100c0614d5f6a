using System.Diagnostics.Metrics;
using Agent.Host.Models;

namespace Agent.Host.Api.Limits;

/// <summary>Requests that were told to come back, counted.</summary>
internal static class LimitMetrics
{
    private static readonly Meter s_meter = new(ModelMetrics.MeterName);
    private static readonly Counter<long> s_refusals = s_meter.CreateCounter<long>("agent.limit.refusals", "{request}", "Requests beyond a limit");

    public static void Refused(string policy) => s_refusals.Add(1, new KeyValuePair<string, object?>("agent.limit", policy));
}
