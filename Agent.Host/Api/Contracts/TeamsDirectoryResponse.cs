using Agent.Host.Teams.Identities;

namespace Agent.Host.Api.Contracts;

/// <summary>A directory (Microsoft Entra tenant) whose people may write to the Teams bot.</summary>
/// <param name="DirectoryId">Its id.</param>
/// <param name="Tenant">The tenant it is.</param>
/// <param name="AdmitsGuests">Whether people may write of whom nothing is written down.</param>
/// <param name="ChangedAt">When that was said last, in UTC.</param>
/// <param name="ChangedBy">By whom.</param>
public sealed record TeamsDirectoryResponse(string DirectoryId, string Tenant, bool AdmitsGuests, DateTimeOffset ChangedAt, string ChangedBy)
{
    internal static TeamsDirectoryResponse From(DirectoryEntity directory) =>
        new(directory.DirectoryId, directory.Tenant, directory.AdmitsGuests, directory.ChangedAt, directory.ChangedBy);
}
