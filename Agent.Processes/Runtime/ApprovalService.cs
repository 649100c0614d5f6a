using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Policies;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime;

/// <summary>Reads approvals.</summary>
internal sealed class ApprovalService(ConversationReader reader, IDbContextFactory<AgentDbContext> contexts) : IApprovals
{
    /// <summary>How many checkpoints from the end a verdict is looked for: about twenty turns.</summary>
    private const int VerdictReach = 200;

    private static readonly string[] s_statuses = [.. Enum.GetValues<ApprovalStatus>().Select(StoredEnum.Name)];
    private static readonly string[] s_approvers = [Approvers.Customer, Approvers.Operator];

    public async Task<IReadOnlyList<ApprovalView>> ListAsync(string tenant, ApprovalQuery query, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = query.ConversationId is { } conversation ? OfConversation(context, tenant, conversation, query) : OfTenant(context, tenant, query);
        return [.. (await found.AsNoTracking().ToListAsync(cancellationToken)).Select(ApprovalViews.Of)];
    }

    public async Task<int> CountWaitingAsync(string tenant, int most, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Approvals
            .Where(a => a.Tenant == tenant && a.Status == ApprovalStatus.Pending && a.Approver == Approvers.Operator
                && !context.Conversations.Any(c => c.Tenant == tenant && c.Id == a.ConversationId && c.Sandbox))
            .OrderBy(a => a.RequestedAt).Take(most).CountAsync(cancellationToken);
    }

    public async Task<EligibilityDecided?> FindVerdictAsync(string tenant, ApprovalView approval, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await context.Checkpoints.AsNoTracking().Where(c => c.Tenant == tenant && c.ConversationId == approval.ConversationId)
            .OrderByDescending(c => c.Number).Take(VerdictReach).Select(c => new { c.Events, c.Turn }).ToListAsync(cancellationToken);
        var events = newest.AsEnumerable().Reverse().SelectMany(c => StoredEvents.Read(c.Events, c.Turn)).TakeWhile(stored => !Asks(stored, approval)).ToList();
        return events.Where(stored => stored.Type == ConversationEvents.EligibilityDecided)
            .Select(stored => stored.Data.Deserialize<EligibilityDecided>(StoredJson.Options)!)
            .LastOrDefault(verdict => verdict.Eligible && verdict.Tool == approval.Request.Tool);
    }

    public Task<ApprovalView?> FindAsync(string tenant, string approvalId, CancellationToken cancellationToken = default) =>
        reader.FindApprovalAsync(tenant, approvalId, cancellationToken);

    private static bool Asks(ConversationEvent stored, ApprovalView approval) =>
        stored.Type == ConversationEvents.ApprovalRequested
        && stored.Data.Deserialize<ApprovalRequested>(StoredJson.Options)!.ApprovalId == approval.Request.ApprovalId;

    /// <summary>Reads from the end of each wanted status and approver in the index, so a page costs the same however many approvals there are.</summary>
    private static IQueryable<ApprovalEntity> OfTenant(AgentDbContext context, string tenant, ApprovalQuery query)
    {
        string[] statuses = query.Status is { } status ? [StoredEnum.Name(status)] : s_statuses;
        string[] approvers = query.Approver is { } approver ? [approver] : s_approvers;
        var (after, afterId) = query.After is { } place ? (place.RequestedAt.UtcDateTime, place.Id) : (DateTime.MaxValue, "");
        return context.Approvals.FromSql(
            $"""
            SELECT page.* FROM unnest({statuses}) AS wanted_status, unnest({approvers}) AS wanted_approver, LATERAL (
                SELECT * FROM agent.approvals
                WHERE tenant = {tenant} AND status = wanted_status AND approver = wanted_approver
                    AND ({query.WithSandboxes} OR NOT EXISTS (
                        SELECT 1 FROM agent.conversations c WHERE c.tenant = {tenant} AND c.id = approvals.conversation_id AND c.sandbox))
                    AND (requested_at, id) < ({DateTime.SpecifyKind(after, DateTimeKind.Utc)}, {afterId})
                ORDER BY requested_at DESC, id DESC LIMIT {query.Limit}
            ) page
            ORDER BY page.requested_at DESC, page.id DESC LIMIT {query.Limit}
            """);
    }

    private static IQueryable<ApprovalEntity> OfConversation(AgentDbContext context, string tenant, string conversation, ApprovalQuery query)
    {
        var found = context.Approvals.Where(a => a.Tenant == tenant && a.ConversationId == conversation
            && (query.Status == null || a.Status == query.Status) && (query.Approver == null || a.Approver == query.Approver));
        if (query.After is { } place)
        {
            var after = place.RequestedAt.UtcDateTime;
            found = found.Where(a => a.RequestedAt < after || (a.RequestedAt == after && string.Compare(a.Id, place.Id) < 0));
        }

        return found.OrderByDescending(a => a.RequestedAt).ThenByDescending(a => a.Id).Take(query.Limit);
    }
}
