namespace Agent.Processes.Replay.Batching;

/// <summary>A batch as it is stored.</summary>
/// <param name="Id">Our name for it.</param>
/// <param name="Model">The model its calls ask.</param>
/// <param name="Status">See <see cref="Persistence.Batches.ModelBatchEntity.Status"/>.</param>
/// <param name="FileId">The provider's name for its file.</param>
/// <param name="ProviderId">The provider's name for it.</param>
/// <param name="Calls">How many calls it has.</param>
internal sealed record ModelBatch(Guid Id, string Model, string Status, string? FileId, string? ProviderId, int Calls)
{
    /// <summary>The provider has not been told.</summary>
    public const string New = "new";

    /// <summary>The provider may have been told.</summary>
    public const string Creating = "creating";

    /// <summary>In place of the provider's word, where it knows no such batch.</summary>
    public const string Gone = "gone";
}

/// <summary>A call as it is stored.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Request">The request's body.</param>
/// <param name="Answer">Its answer; null while there is none.</param>
internal sealed record StoredBatchCall(string Key, string Request, BatchAnswer? Answer);

/// <summary>How far the batches of a replay are.</summary>
/// <param name="Batches">How many there are.</param>
/// <param name="Ended">How many of them are over.</param>
/// <param name="Calls">How many calls are in them.</param>
/// <param name="EndedCalls">How many calls are in those that are over.</param>
public sealed record BatchProgress(int Batches, int Ended, int Calls, int EndedCalls);
