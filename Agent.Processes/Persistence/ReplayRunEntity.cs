namespace Agent.Processes.Persistence;

/// <summary>A replay of many conversations.</summary>
internal sealed class ReplayRunEntity
{
    public required string Tenant { get; set; }

    public required string Id { get; set; }

    public required string Mode { get; set; }

    public required string Status { get; set; }

    /// <summary>What is replayed and how, as JSON; the replay's edge reads it.</summary>
    public required string Spec { get; set; }

    /// <summary>Tells an unfinished run of the very same things from others.</summary>
    public required string Digest { get; set; }

    public required string CreatedBy { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>True for a job of the service, which its replicas work on; false for a run that a program reads in and carries out itself.</summary>
    public bool IsJob { get; set; }

    public bool CancelRequested { get; set; }

    /// <summary>Why it failed as a whole.</summary>
    public string? Error { get; set; }
}
