namespace Agent.Processes.Costs;

/// <summary>What a model costs from a day on, in US dollars per million tokens.</summary>
public sealed class ModelPriceOptions
{
    /// <summary>The model as it names itself in its answers, or as it is asked for; a dated snapshot of it (<c>gpt-4.1-2025-04-14</c>) costs the same unless it has an entry of its own.</summary>
    public string Model { get; set; } = "";

    /// <summary>The first day of this price, in UTC. A call is priced by the newest entry of its model that is not younger than the call. Default: always.</summary>
    public DateOnly From { get; set; }

    /// <summary>Tokens sent.</summary>
    public decimal? Input { get; set; }

    /// <summary>Tokens sent that the provider had cached; default: as <see cref="Input"/>.</summary>
    public decimal? CachedInput { get; set; }

    /// <summary>Tokens the model wrote.</summary>
    public decimal? Output { get; set; }

    /// <summary>The share of these prices that a call through a batch endpoint costs, above 0 and up to 1; default: all of it. See <see cref="PriceList.Batch"/>.</summary>
    public decimal? Batch { get; set; }
}
