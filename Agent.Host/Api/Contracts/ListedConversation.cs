using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>A conversation in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Channel">Where it is held.</param>
/// <param name="Turns">Turns ended.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="Opening">The beginning of the first message; a moment after it was sent.</param>
/// <param name="Category">Where triage sent the customer last; not for customers.</param>
/// <param name="Sandbox">True for a fork in which nothing outside may change.</param>
public sealed record ListedConversation(
    string Id, ConversationStatus Status, string CustomerId, string Workflow, string Channel, int Turns, DateTimeOffset CreatedAt, string? Opening = null, string? Category = null,
    bool? Sandbox = null)
{
    internal static ListedConversation From(ConversationSummary found, bool isForCustomer) => new(
        found.Id, found.Status, found.CustomerId, found.Workflow, found.Channel, found.Turns, found.CreatedAt, found.Opening, isForCustomer ? null : found.Category,
        found.Sandbox ? true : null);
}
