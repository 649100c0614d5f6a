using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Agent.Host.Models;

/// <summary>What the policy around the models does, counted.</summary>
internal static class ModelMetrics
{
    public const string MeterName = "Agent.Host";
    private const string Model = "gen_ai.request.model";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly ConcurrentDictionary<string, int> s_breakers = new(StringComparer.Ordinal);
    private static readonly Counter<long> s_retries = s_meter.CreateCounter<long>("agent.model.retries", "{attempt}", "Attempts after the first, by failure");

    static ModelMetrics() => s_meter.CreateObservableGauge(
        "agent.model.breaker",
        () => s_breakers.Select(breaker => new Measurement<int>(breaker.Value, new KeyValuePair<string, object?>(Model, breaker.Key))),
        "{breaker}", "1 while a model is left alone because it failed too often");

    public static void Known(string model) => s_breakers.TryAdd(model, 0);

    public static void Retried(string model, ModelFailure failure) => s_retries.Add(1, new(Model, model), new("error.type", failure.ToString()));

    public static void Broke(string model, bool isOpen) => s_breakers[model] = isOpen ? 1 : 0;
}
