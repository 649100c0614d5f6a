using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs;

/// <summary>Refuses a price list that could not be meant.</summary>
internal sealed class PriceOptionsValidator : IValidateOptions<PriceOptions>
{
    public ValidateOptionsResult Validate(string? name, PriceOptions options)
    {
        var faults = options.Entries.SelectMany(entry => FaultsOf($"{PriceOptions.Section}:Entries:{entry.Key}", entry.Value)).Concat(Doubles(options)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string key, ModelPriceOptions price)
    {
        if (string.IsNullOrWhiteSpace(price.Model))
        {
            yield return $"{key}:Model names the model this price is for.";
        }

        if (price.Input is null or < 0)
        {
            yield return $"{key}:Input must be a price per million tokens, 0 or more.";
        }

        if (price.Output is null or < 0)
        {
            yield return $"{key}:Output must be a price per million tokens, 0 or more.";
        }

        if (price.CachedInput < 0)
        {
            yield return $"{key}:CachedInput must be 0 or more.";
        }

        if (price.Batch is <= 0 or > 1)
        {
            yield return $"{key}:Batch must be above 0 and at most 1: the share of the price that a batched call costs.";
        }
    }

    private static IEnumerable<string> Doubles(PriceOptions options) => options.Entries
        .GroupBy(entry => (Model: entry.Value.Model.ToUpperInvariant(), entry.Value.From)).Where(same => same.Count() > 1)
        .Select(same => $"{PriceOptions.Section}:Entries: {string.Join(" and ", same.Select(entry => entry.Key).Order(StringComparer.Ordinal))} "
            + $"both price {same.First().Value.Model} from {same.Key.From:yyyy-MM-dd} on.");
}
