namespace Agent.Processes.Persistence.Usage;

/// <summary>Usage that has left its usual range. Written once, never changed.</summary>
internal sealed class AnomalyEntity
{
    public required string Tenant { get; set; }

    /// <summary>The day it happened on, in UTC.</summary>
    public required DateOnly Day { get; set; }

    /// <summary>One of <see cref="Costs.Anomalies.AnomalyScopes"/>.</summary>
    public required string Scope { get; set; }

    /// <summary>Which conversation, customer, or version of a prompt.</summary>
    public required string Subject { get; set; }

    /// <summary>One of <see cref="Costs.Anomalies.AnomalyMeasures"/>.</summary>
    public required string Measure { get; set; }

    public double Value { get; set; }

    /// <summary>The median.</summary>
    public double Usual { get; set; }

    /// <summary>Where the usual range ended.</summary>
    public double RangeEnd { get; set; }

    public long Samples { get; set; }

    /// <summary>One of <see cref="Costs.Anomalies.AnomalyCauses"/>.</summary>
    public required string Cause { get; set; }

    public DateTime FoundAt { get; set; }
}
