using Agent.Host.Teams.Identities;

namespace Agent.Host.Api.Contracts;

/// <summary>What somebody in Microsoft Teams is.</summary>
/// <param name="DirectoryId">Their directory.</param>
/// <param name="UserId">Their object id in it.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="CustomerId">The customer they are.</param>
/// <param name="IsRefused">Whether they are let in no more.</param>
/// <param name="ChangedAt">When that was said last, in UTC.</param>
/// <param name="ChangedBy">By whom.</param>
public sealed record TeamsPersonResponse(
    string DirectoryId, string UserId, IReadOnlyList<string> Roles, string? CustomerId, bool IsRefused, DateTimeOffset ChangedAt, string ChangedBy)
{
    internal static TeamsPersonResponse From(PersonEntity person) =>
        new(person.DirectoryId, person.UserId, person.Roles, person.CustomerId, person.IsRefused, person.ChangedAt, person.ChangedBy);
}
