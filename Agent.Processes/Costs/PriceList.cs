using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs;

/// <summary>What model calls cost, by the prices in the configuration. A model without a price has no known cost, which is not the same as costing nothing.</summary>
public sealed class PriceList
{
    /// <summary>The key in <c>ChatOptions.AdditionalProperties</c> by which a caller says (<c>true</c>) that the call goes through a batch endpoint.</summary>
    public const string Batch = "call.batch";

    private readonly Dictionary<string, (DateOnly From, ModelPrice Price)[]> _prices;

    /// <summary>Reads the prices.</summary>
    public PriceList(IOptions<PriceOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _prices = options.Value.Entries.Values.GroupBy(entry => entry.Model, StringComparer.OrdinalIgnoreCase).ToDictionary(
            model => model.Key,
            model => model.OrderByDescending(entry => entry.From).Select(entry => (entry.From, PriceOf(entry))).ToArray(),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What a call cost, in US dollars.</summary>
    /// <param name="answered">The model as it names itself in the answer.</param>
    /// <param name="asked">The model that was asked for; its price counts where the answer's name has none.</param>
    /// <param name="at">When the call began.</param>
    /// <param name="usage">What the provider reports; null when it does not.</param>
    /// <param name="options">What the call was made with.</param>
    /// <returns>Null when there is no price, or no usage to multiply it with.</returns>
    public decimal? CostOf(string? answered, string? asked, DateTimeOffset at, UsageDetails? usage, ChatOptions? options = null) =>
        usage is { InputTokenCount: not null } or { OutputTokenCount: not null } && (Find(answered, at) ?? Find(asked, at)) is { } price
            ? price.Of(usage, IsBatched(options)) : null;

    /// <summary>Whether a model has a price at some time.</summary>
    public bool Knows(string? model, DateTimeOffset at) => Find(model, at) is not null;

    internal static bool IsBatched(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue(Batch, out var value) is true && value is true;

    internal ModelPrice? Find(string? model, DateTimeOffset at)
    {
        if (string.IsNullOrEmpty(model))
        {
            return null;
        }

        var entries = _prices.GetValueOrDefault(model) ?? _prices.GetValueOrDefault(WithoutSnapshot(model));
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        foreach (var (from, price) in entries ?? [])
        {
            if (from <= day)
            {
                return price;
            }
        }

        return null;
    }

    private static ModelPrice PriceOf(ModelPriceOptions entry) => new(entry.Input!.Value, entry.CachedInput ?? entry.Input.Value, entry.Output!.Value, entry.Batch ?? 1);

    /// <summary>The name without the day of a snapshot: <c>gpt-4.1-mini-2025-04-14</c> is <c>gpt-4.1-mini</c>, and <c>gpt-4.1-nano</c> is not <c>gpt-4.1</c>.</summary>
    private static string WithoutSnapshot(string model) =>
        model.Length > 11 && model[^11] == '-' && DateOnly.TryParseExact(model.AsSpan()[^10..], "yyyy-MM-dd", out _) ? model[..^11] : model;
}
