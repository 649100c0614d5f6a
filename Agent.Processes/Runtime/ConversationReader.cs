using System.Text.Json;
using Agent.Processes.Costs.Usage;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime;

/// <summary>What people read of conversations.</summary>
internal sealed class ConversationReader(IDbContextFactory<AgentDbContext> contexts)
{
    public async Task<ConversationView?> FindAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Conversations.AsNoTracking().Where(c => c.Tenant == key.Tenant && c.Id == key.Id)
            .Select(c => new
            {
                Conversation = c,
                Approval = context.Approvals
                    .Where(a => a.Tenant == c.Tenant && a.ConversationId == c.Id && a.Status == ApprovalStatus.Pending)
                    .OrderByDescending(a => a.RequestedAt).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : View(found.Conversation, found.Approval);
    }

    public async Task<IReadOnlyList<TranscriptEntry>> ReadTranscriptAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var history = await ConversationHistory.OpenAsync(context, key, cancellationToken);
        var inputs = await history.ReadInputsAsync(cancellationToken);
        var asked = inputs.Where(input => input.Kind == ConversationInputs.Message).Select(input => (Turn: input.Number, Place: 0L, Entry: new TranscriptEntry(
            "customer", JsonSerializer.Deserialize<CustomerMessage>(input.Payload, StoredJson.Options)!.Text, input.ReceivedAt, TurnIds.Format(input.Number))));
        var answered = (await history.ReadEventsAsync(cancellationToken)).Where(stored => stored.Type == ConversationEvents.MessageCompleted)
            .Select(stored => (stored.Turn, Place: stored.Number!.Value, Entry: Answer(stored)));
        return [.. asked.Concat(answered).OrderBy(line => line.Turn).ThenBy(line => line.Place).Select(line => line.Entry)];
    }

    public async Task<ApprovalView?> FindApprovalAsync(string tenant, string approvalId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var approval = await context.Approvals.AsNoTracking().SingleOrDefaultAsync(a => a.Tenant == tenant && a.Id == approvalId, cancellationToken);
        return approval is null ? null : ApprovalViews.Of(approval);
    }

    public async Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(string tenant, ApprovalStatus? status, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var approvals = await context.Approvals.AsNoTracking()
            .Where(a => a.Tenant == tenant && (status == null || a.Status == status))
            .OrderByDescending(a => a.RequestedAt).Take(limit).ToListAsync(cancellationToken);
        return [.. approvals.Select(ApprovalViews.Of)];
    }

    public static ConversationView View(ConversationEntity conversation, ApprovalEntity? approval) => new()
    {
        Id = conversation.Id,
        Status = conversation.Status,
        CustomerId = conversation.CustomerId,
        Workflow = conversation.Workflow,
        WorkflowVersion = conversation.WorkflowVersion,
        Channel = conversation.Channel,
        ParkedReason = conversation.ParkedReason,
        ClaimedBy = conversation.ClaimedBy,
        PendingApproval = approval is null ? null : ApprovalViews.Of(approval),
        Usage = new(
            conversation.InputTokens, conversation.OutputTokens, conversation.CachedInputTokens,
            UsageFigures.KnownCost(conversation.CostUsd, conversation.UnpricedCalls), conversation.Turns, conversation.ToolCalls,
            conversation.UnpricedCalls > 0 ? conversation.UnpricedCalls : null),
        ForkedFrom = conversation.ForkedFrom is null ? null : new(conversation.ForkedFrom, conversation.ForkedAt ?? 0),
        Sandbox = conversation.Sandbox,
        CreatedAt = conversation.CreatedAt,
        Metadata = conversation.Metadata is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(conversation.Metadata, StoredJson.Options),
    };

    private static TranscriptEntry Answer(ConversationEvent stored)
    {
        var message = stored.Data.Deserialize<MessageCompleted>(StoredJson.Options)!;
        return new(message.Author, message.Text, stored.At, TurnIds.Format(stored.Turn));
    }
}
