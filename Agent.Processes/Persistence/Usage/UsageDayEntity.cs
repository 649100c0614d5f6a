namespace Agent.Processes.Persistence.Usage;

/// <summary>What a tenant's model calls of one day used, by where they came from. As many rows as there are prompts and models, however much is said and whatever providers call themselves.</summary>
internal sealed class UsageDayEntity : UsageTotals
{
    public required string Tenant { get; set; }

    /// <summary>In UTC.</summary>
    public required DateOnly Day { get; set; }

    public required string Step { get; set; }

    public required string Prompt { get; set; }

    /// <summary>Empty where a call came from no prompt.</summary>
    public required string PromptVersion { get; set; }

    /// <summary>
    /// As it names itself, where it is known by that name; else the one that was asked for, and <c>(other)</c> behind the fiftieth of a day. Empty for calls that failed.
    /// </summary>
    public required string Model { get; set; }
}
