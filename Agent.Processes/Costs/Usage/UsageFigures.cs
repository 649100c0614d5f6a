using System.Text.Json.Serialization;

namespace Agent.Processes.Costs.Usage;

/// <summary>What a number of model calls used.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="FailedCalls">Those of them that gave no answer.</param>
/// <param name="InputTokens">Tokens sent, as the provider reports them.</param>
/// <param name="CachedInputTokens">Those of them that the provider had cached.</param>
/// <param name="OutputTokens">Tokens written by models.</param>
/// <param name="CostUsd">Their price in US dollars, as far as prices are known; null when none is.</param>
/// <param name="UnpricedCalls">Calls that were answered at a cost nobody knows: they are not in <paramref name="CostUsd"/>.</param>
public sealed record UsageFigures(
    long Calls, long FailedCalls, long InputTokens, long CachedInputTokens, long OutputTokens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? CostUsd, long UnpricedCalls)
{
    /// <summary>A sum of nothing but calls without a price is not known; it is not 0.</summary>
    internal static decimal? KnownCost(decimal sum, long unpriced) => sum == 0 && unpriced > 0 ? null : sum;
}
