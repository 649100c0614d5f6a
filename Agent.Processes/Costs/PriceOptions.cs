namespace Agent.Processes.Costs;

/// <summary>The price list.</summary>
public sealed class PriceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Prices";

    /// <summary>The prices, each under a name of the operator's choice: a new price is a new entry, and the old one stays for the calls of its time.</summary>
    public IDictionary<string, ModelPriceOptions> Entries { get; } = new Dictionary<string, ModelPriceOptions>(StringComparer.OrdinalIgnoreCase);
}
