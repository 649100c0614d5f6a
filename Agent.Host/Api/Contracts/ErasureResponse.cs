using Agent.Host.Privacy;
using Agent.Host.Privacy.Storage;

namespace Agent.Host.Api.Contracts;

/// <summary>The erasure of a customer, as a report.</summary>
/// <param name="Id">Its id. Who it was is not in it.</param>
/// <param name="Status"><c>running</c>; <c>settling</c> after the first pass, when all that could be found is gone; <c>completed</c> after the second, and who it was is forgotten.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="RequestedBy">By whom.</param>
/// <param name="DoneAt">When it was completed.</param>
/// <param name="Removed">Rows removed or blanked, by table.</param>
/// <param name="Kept">What was kept, and under which duty.</param>
public sealed record ErasureResponse(
    string Id, string Status, DateTimeOffset RequestedAt, string RequestedBy, DateTimeOffset? DoneAt, IReadOnlyDictionary<string, long> Removed, IReadOnlyDictionary<string, string> Kept)
{
    internal static ErasureResponse From(ErasureEntity erasure) => new(
        erasure.Id, erasure.DoneAt is not null ? "completed" : erasure.Passes > 0 ? "settling" : "running", erasure.RequestedAt, erasure.RequestedBy, erasure.DoneAt, ErasureStore.Removed(erasure),
        KeptRecords.All);
}
