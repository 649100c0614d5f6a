namespace Agent.Processes.Persistence.Batches;

/// <summary>One model call of a replay that goes through a batch. Removed when the replay has ended.</summary>
internal sealed class ModelBatchCallEntity
{
    public required string Tenant { get; set; }

    public required string RunId { get; set; }

    /// <summary>Which call of which conversation it is: the same when the replay is gone on with.</summary>
    public required string Key { get; set; }

    /// <summary>The batch it is in, the last one where it was in several.</summary>
    public Guid BatchId { get; set; }

    /// <summary>The body of the request, as the provider gets it.</summary>
    public required string Request { get; set; }

    /// <summary>How many batches it has been in.</summary>
    public int Tries { get; set; }

    /// <summary>The HTTP status of its answer; null while there is none.</summary>
    public int? AnswerStatus { get; set; }

    public string? Answer { get; set; }
}
