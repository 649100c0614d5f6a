namespace Agent.Host.Api.Contracts;

/// <summary>Decides an approval.</summary>
public sealed record DecisionRequest
{
    /// <summary>Yes or no.</summary>
    public required Verdict Decision { get; set; }

    /// <summary>Why; kept with the decision. A customer may be told.</summary>
    public string? Reason { get; set; }
}
