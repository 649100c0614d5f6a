namespace Agent.Processes.Policies;

/// <summary>What a policy says of one proposed call.</summary>
internal sealed record PolicyVerdict
{
    public required bool Eligible { get; init; }

    /// <summary>The rule that refused; when eligible, the approval rule that says who must agree.</summary>
    public required string Rule { get; init; }

    /// <summary>Why, in words a customer may read.</summary>
    public required string Reason { get; init; }

    /// <summary>The least that would have to be different for the other verdict; null when nothing would turn it.</summary>
    public string? SmallestChange { get; init; }

    /// <summary>One of <see cref="Approvers"/>; null when not eligible.</summary>
    public string? Approval { get; init; }
}
