using Microsoft.Extensions.AI;

namespace Agent.Processes.Costs;

/// <summary>One model's price at one time, in US dollars per million tokens.</summary>
/// <param name="Input">Tokens sent.</param>
/// <param name="CachedInput">Those the provider had cached.</param>
/// <param name="Output">Tokens written.</param>
/// <param name="Batch">The share of it that a batched call costs.</param>
internal readonly record struct ModelPrice(decimal Input, decimal CachedInput, decimal Output, decimal Batch)
{
    /// <summary>As the database keeps costs: sums come out the same wherever they are made.</summary>
    private const int Decimals = 8;

    private const decimal Million = 1_000_000m;

    public decimal Of(UsageDetails usage, bool isBatched)
    {
        var input = usage.InputTokenCount ?? 0;
        var cached = Math.Clamp(usage.CachedInputTokenCount ?? 0, 0, input);
        return Of(input - cached, cached, usage.OutputTokenCount ?? 0, isBatched);
    }

    public decimal Of(long input, long cached, long output, bool isBatched = false)
    {
        var full = ((input * Input) + (cached * CachedInput) + (output * Output)) / Million;
        return Math.Round(isBatched ? full * Batch : full, Decimals, MidpointRounding.AwayFromZero);
    }
}
