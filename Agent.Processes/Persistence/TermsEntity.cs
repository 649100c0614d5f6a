namespace Agent.Processes.Persistence;

/// <summary>What was different for a tenant: one row for each version of it that a turn has used. Never changed, and never removed: checkpoints name it.</summary>
internal sealed class TermsEntity
{
    public required string Tenant { get; set; }

    /// <summary>Made of the document.</summary>
    public required string Id { get; set; }

    /// <summary>See <see cref="Terms.TermsRecord"/>.</summary>
    public required string Document { get; set; }

    public DateTime FirstUsedAt { get; set; }
}
