namespace Agent.Processes.Persistence.Usage;

/// <summary>What a tenant's model calls of one day used, by the feature they belong to: see <see cref="Costs.Usage.UsageDimension.Feature"/>.</summary>
internal sealed class UsageFeatureEntity : UsageTotals
{
    public required string Tenant { get; set; }

    /// <summary>In UTC.</summary>
    public required DateOnly Day { get; set; }

    /// <summary>A workflow and a channel.</summary>
    public required string Feature { get; set; }
}
