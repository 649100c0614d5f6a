namespace Agent.Processes.Persistence.Batches;

/// <summary>Model calls of a replay that go to a provider together.</summary>
internal sealed class ModelBatchEntity
{
    public required string Tenant { get; set; }

    public required string RunId { get; set; }

    /// <summary>Ours: the provider is told, and by it a batch is found again whose creation was never answered.</summary>
    public Guid Id { get; set; }

    public required string Model { get; set; }

    /// <summary><c>new</c>, <c>creating</c> while nobody knows whether the provider has it, then in the provider's own words.</summary>
    public required string Status { get; set; }

    public int Calls { get; set; }

    /// <summary>The provider's name for the file of calls; null before it has it.</summary>
    public string? FileId { get; set; }

    /// <summary>The provider's name for the batch; null before it is known to have it.</summary>
    public string? ProviderId { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>When its answers were taken; null before.</summary>
    public DateTime? EndedAt { get; set; }

    public string? Error { get; set; }
}
