using Agent.Processes.Persistence;
using Agent.Processes.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Search;

/// <summary>Searches digests; where a conversation stands is read from the conversation itself.</summary>
internal sealed class ConversationSearch(IDbContextFactory<AgentDbContext> contexts, InsightReader insight) : IConversationSearch
{
    public async Task<IReadOnlyList<FoundConversation>> FindAsync(string tenant, ConversationQuery query, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = context.Digests.AsNoTracking().Where(d => d.Tenant == tenant);
        if (!query.WithSandboxes)
            found = found.Where(d => !d.Sandbox);
        if (query.CustomerId is { } customer)
            found = found.Where(d => d.CustomerId == customer);
        if (query.Status is { } status)
            found = found.Where(d => d.Status == status);
        if (query.Category is { } category)
            found = found.Where(d => d.Category == category);
        if (query.Tool is { } tool)
            found = found.Where(d => d.Tools.Contains(tool));
        if (query.Rating is { } rating)
            found = found.Where(d => context.Feedback.Any(f => f.Tenant == tenant && f.ConversationId == d.ConversationId && f.Rating == rating));
        if (query.MinCostUsd is { } cost)
            found = found.Where(d => d.CostUsd >= cost);
        if (!string.IsNullOrWhiteSpace(query.Text))
            found = found.Where(d => d.Words.Matches(EF.Functions.WebSearchToTsQuery("simple", query.Text)));
        if (query.From is { } from)
            found = found.Where(d => string.Compare(d.ConversationId, PublicId.FirstConversationOf(from)) >= 0);
        if (query.Before is { } before)
            found = found.Where(d => string.Compare(d.ConversationId, PublicId.FirstConversationOf(before)) < 0);
        if (query.After is { } after)
            found = found.Where(d => string.Compare(d.ConversationId, after) < 0);
        var page = found.OrderByDescending(d => d.ConversationId).Take(query.Limit).Join(
            context.Conversations, d => new { d.Tenant, Id = d.ConversationId }, c => new { c.Tenant, c.Id }, (d, c) => new { Digest = d, c.Status, c.CreatedAt });
        return await page.OrderByDescending(line => line.Digest.ConversationId).Select(line => new FoundConversation(
            line.Digest.ConversationId, line.Digest.CustomerId, line.Status, line.Digest.Category, line.Digest.Escalated, line.Digest.Sandbox, line.Digest.Turns,
            line.Digest.ToolCalls, line.Digest.CostUsd, line.Digest.Opening, line.CreatedAt, line.Digest.LastAt,
            context.Feedback.Count(f => f.Tenant == tenant && f.ConversationId == line.Digest.ConversationId && f.Rating == FeedbackRating.Up),
            context.Feedback.Count(f => f.Tenant == tenant && f.ConversationId == line.Digest.ConversationId && f.Rating == FeedbackRating.Down))).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ConversationSummary>> ListAsync(string tenant, ConversationQuery query, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ConversationList.ReadAsync(context, tenant, query, cancellationToken);
    }

    public Task<Insight> ReadInsightAsync(string tenant, DateOnly from, DateOnly to, CancellationToken cancellationToken = default) =>
        insight.ReadAsync(tenant, from, to, cancellationToken);
}
