using System.Globalization;

namespace Agent.Host.Replay.Live;

/// <summary>What a live replay will probably cost.</summary>
/// <param name="Conversations">How many conversations.</param>
/// <param name="Samples">How often each.</param>
/// <param name="Calls">How many calls of models.</param>
/// <param name="InputTokens">Tokens sent.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="CostUsd">US dollars; null when a model has no price.</param>
/// <param name="Models">The models that are asked.</param>
internal sealed record CostEstimate(long Conversations, int Samples, long Calls, long InputTokens, long OutputTokens, decimal? CostUsd, IReadOnlyList<string> Models)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Estimate: {Conversations} conversations, {Samples} samples each: some {Calls} calls, {InputTokens} tokens in, {OutputTokens} out, ")
        + (CostUsd is { } cost ? string.Create(CultureInfo.InvariantCulture, $"{cost:0.00##} USD") : "at a price nobody knows") + $" ({string.Join(", ", Models)}).";
}
