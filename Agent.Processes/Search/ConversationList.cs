using Agent.Processes.Persistence;
using Agent.Processes.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Search;

/// <summary>Lists conversations themselves, with what their digests know beside them: one that was started this moment is among them.</summary>
internal static class ConversationList
{
    public static async Task<IReadOnlyList<ConversationSummary>> ReadAsync(AgentDbContext context, string tenant, ConversationQuery query, CancellationToken cancellationToken) =>
        await Query(context, tenant, query).ToListAsync(cancellationToken);

    /// <summary>
    /// Those of a status, by an index where few have it: the status stands in the statement itself, as an index of some statuses is of no use for one that is not known when the plan is made.
    /// What runs has an owner or waits for one, and both are indexed.
    /// </summary>
    private static IQueryable<ConversationEntity> WithStatus(IQueryable<ConversationEntity> found, ConversationStatus status) => status == ConversationStatus.Running
        ? found.Where(c => c.Status == EF.Constant(status) && (c.Owner != null || c.ReadyAt != null)) : found.Where(c => c.Status == EF.Constant(status));

    internal static IQueryable<ConversationSummary> Query(AgentDbContext context, string tenant, ConversationQuery query)
    {
        var found = context.Conversations.AsNoTracking().Where(c => c.Tenant == tenant);
        if (!query.WithSandboxes)
            found = found.Where(c => !c.Sandbox);
        if (query.CustomerId is { } customer)
            found = found.Where(c => c.CustomerId == customer);
        if (query.Status is { } status)
            found = WithStatus(found, status);
        if (query.From is { } from)
            found = found.Where(c => string.Compare(c.Id, PublicId.FirstConversationOf(from)) >= 0);
        if (query.Before is { } before)
            found = found.Where(c => string.Compare(c.Id, PublicId.FirstConversationOf(before)) < 0);
        if (query.After is { } after)
            found = found.Where(c => string.Compare(c.Id, after) < 0);
        var lines = found.LeftJoin(
            context.Digests, c => new { c.Tenant, c.Id }, d => new { d.Tenant, Id = d.ConversationId }, (c, d) => new { Conversation = c, Digest = d });
        if (query.Category is { } category)
            lines = lines.Where(line => line.Digest!.Category == category);
        if (query.Tool is { } tool)
            lines = lines.Where(line => line.Digest!.Tools.Contains(tool));
        if (query.MinCostUsd is { } cost)
            lines = lines.Where(line => line.Conversation.CostUsd >= cost);
        if (!string.IsNullOrWhiteSpace(query.Text))
            lines = lines.Where(line => line.Digest!.Words.Matches(EF.Functions.WebSearchToTsQuery("simple", query.Text)));
        return lines.OrderByDescending(line => line.Conversation.Id).Take(query.Limit).Select(line => new ConversationSummary(
            line.Conversation.Id, line.Conversation.CustomerId, line.Conversation.Status, line.Conversation.Workflow, line.Conversation.Channel, line.Conversation.Sandbox,
            line.Conversation.Turns, line.Conversation.CreatedAt, line.Digest!.Category, line.Digest!.Opening));
    }
}
