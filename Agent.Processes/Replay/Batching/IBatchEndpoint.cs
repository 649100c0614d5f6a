namespace Agent.Processes.Replay.Batching;

/// <summary>A provider's endpoint for many model calls at a time, which are answered some time within a day and cost less.</summary>
public interface IBatchEndpoint
{
    /// <summary>Gives the provider a file of calls. Costs nothing, and may be done again.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="lines">A call a line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The provider's name for it.</returns>
    Task<string> UploadAsync(string name, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken);

    /// <summary>Has the calls of a file made. From here on it costs money.</summary>
    /// <param name="id">Our name for the batch, which the provider keeps beside it.</param>
    /// <param name="fileId">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BatchRefusedException">There is no batch. After any other exception there may be one.</exception>
    Task<ProviderBatch> CreateAsync(Guid id, string fileId, CancellationToken cancellationToken);

    /// <summary>Finds a batch again by our name for it, or by its file; null when the provider has none.</summary>
    Task<ProviderBatch?> FindAsync(Guid id, string fileId, CancellationToken cancellationToken);

    /// <summary>Where a batch stands.</summary>
    Task<ProviderBatch> ReadAsync(string providerId, CancellationToken cancellationToken);

    /// <summary>What is in a file.</summary>
    Task<ReadOnlyMemory<byte>> DownloadAsync(string fileId, CancellationToken cancellationToken);

    /// <summary>Asks for a batch's end. What is answered by then stays, and is paid.</summary>
    Task CancelAsync(string providerId, CancellationToken cancellationToken);

    /// <summary>Removes a file, which holds what customers said.</summary>
    Task DeleteAsync(string fileId, CancellationToken cancellationToken);
}

/// <summary>A batch as its provider tells of it.</summary>
/// <param name="Id">The provider's name for it.</param>
/// <param name="Status">In the provider's words.</param>
/// <param name="OutputFileId">Where the answers are; null while there are none.</param>
/// <param name="ErrorFileId">Where the calls are that failed; null when none did.</param>
/// <param name="Error">Why it failed as a whole; null when it did not.</param>
public sealed record ProviderBatch(string Id, string Status, string? OutputFileId = null, string? ErrorFileId = null, string? Error = null)
{
    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsOver => Status is "completed" or "failed" or "expired" or "cancelled";
}
