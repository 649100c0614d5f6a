namespace Agent.Processes.Persistence.Usage;

/// <summary>What a number of model calls used, as a row of totals holds it.</summary>
internal abstract class UsageTotals
{
    public long Calls { get; set; }

    public long FailedCalls { get; set; }

    public long InputTokens { get; set; }

    public long CachedInputTokens { get; set; }

    public long OutputTokens { get; set; }

    public decimal CostUsd { get; set; }

    public long UnpricedCalls { get; set; }
}
