using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime;

/// <summary>The door to the runtime: writes go through the store, reads through EF Core.</summary>
internal sealed class ConversationService(
    InboxStore inbox, CheckpointStore checkpoints, ApprovalStore approvals, ConversationReader reader, SuperstepReader supersteps, ConversationFeed feed, ConversationHub hub,
    WorkflowRegistry workflows, RunningConversations running, RunningSlots slots, IDbContextFactory<AgentDbContext> contexts, TimeProvider clock) : IConversations
{
    public IReadOnlyList<WorkflowView> Workflows => workflows.Views;

    public async Task<ConversationView> StartAsync(string tenant, NewConversation conversation, CancellationToken cancellationToken = default)
    {
        var workflow = workflows.FindNewest(conversation.Workflow) ?? throw new UnknownWorkflowException(conversation.Workflow);
        var now = clock.GetUtcNow();
        var entity = new ConversationEntity
        {
            Tenant = tenant,
            Id = PublicId.NewConversation(now),
            Workflow = workflow.Name,
            WorkflowVersion = workflow.Version,
            CustomerId = conversation.CustomerId,
            Channel = conversation.Channel,
            Metadata = conversation.Metadata is null ? null : JsonSerializer.Serialize(conversation.Metadata, StoredJson.Options),
            Status = ConversationStatus.Idle,
            Priority = conversation.Priority,
            CreatedAt = now.UtcDateTime,
            UpdatedAt = now.UtcDateTime,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Conversations.Add(entity);
        await context.SaveChangesAsync(cancellationToken);
        return ConversationReader.View(entity, null);
    }

    public Task<ConversationView?> FindAsync(ConversationKey key, CancellationToken cancellationToken = default) => reader.FindAsync(key, cancellationToken);

    public async Task<Acceptance> SendAsync(
        ConversationKey key, CustomerMessage message, string? idempotencyKey, CancellationToken cancellationToken = default)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, StoredJson.Options);
        if (await AcceptAsync(key.Tenant, hasRoom => inbox.AcceptAsync(key, ConversationInputs.Message, payload, idempotencyKey, hasRoom, cancellationToken)) is { } acceptance)
        {
            return acceptance;
        }

        if (idempotencyKey is not null && await inbox.FindInputAsync(key, idempotencyKey, cancellationToken) is { } first)
        {
            return first.Payload.Span.SequenceEqual(payload)
                ? new(AcceptanceOutcome.Repeated, first.Number)
                : new(AcceptanceOutcome.KeyReused);
        }

        return new(await reader.FindAsync(key, cancellationToken) is null ? AcceptanceOutcome.NotFound : AcceptanceOutcome.Ended);
    }

    public Task<TurnView?> WaitAsync(ConversationKey key, int turn, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        feed.WaitAsync(key, turn, timeout, cancellationToken);

    public IAsyncEnumerable<ConversationEvent> ReadEventsAsync(
        ConversationKey key, long after, int? untilTurn = null, CancellationToken cancellationToken = default) =>
        feed.ReadAsync(key, after, untilTurn, cancellationToken);

    public Task<IReadOnlyList<TranscriptEntry>> ReadTranscriptAsync(ConversationKey key, CancellationToken cancellationToken = default) =>
        reader.ReadTranscriptAsync(key, cancellationToken);

    public Task<IReadOnlyList<SuperstepView>> ReadSuperstepsAsync(
        ConversationKey key, int after = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        supersteps.ReadAsync(key, after, limit, cancellationToken);

    public Task<CheckpointView?> ReadCheckpointAsync(ConversationKey key, int superstep, CancellationToken cancellationToken = default) =>
        supersteps.FindAsync(key, superstep, cancellationToken);

    public async Task<bool?> CancelAsync(ConversationKey key, string cancelledBy, CancellationToken cancellationToken = default)
    {
        if (await checkpoints.CancelAsync(key, cancelledBy, cancellationToken))
        {
            running.Drop(key);
            hub.Look(key);
            return true;
        }

        return await reader.FindAsync(key, cancellationToken) is null ? null : false;
    }

    public Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(
        string tenant, ApprovalStatus? status, int limit = 100, CancellationToken cancellationToken = default) =>
        reader.ListApprovalsAsync(tenant, status, limit, cancellationToken);

    public async Task<DecisionOutcome?> DecideAsync(
        string tenant, string approvalId, bool approve, string? reason, string decidedBy, CancellationToken cancellationToken = default)
    {
        if (await reader.FindApprovalAsync(tenant, approvalId, cancellationToken) is not { } asked)
        {
            return null;
        }

        var decision = new ApprovalDecided
        {
            ApprovalId = approvalId,
            Approved = approve,
            DecidedBy = decidedBy,
            DecidedAt = clock.GetUtcNow(),
            Reason = reason,
        };
        var acceptance = asked.Status == ApprovalStatus.Pending
            ? await AcceptAsync(tenant, hasRoom => approvals.DecideAsync(tenant, asked.ConversationId, decision, hasRoom, cancellationToken)) : null;
        if (acceptance is null)
        {
            if (asked.Request.ExpiresAt <= decision.DecidedAt)
            {
                // Nobody has noticed yet that its time is over: that is settled here, so that this answer is not overtaken by another decision.
                await approvals.ExpireAsync(tenant, approvalId, decision.DecidedAt, cancellationToken);
            }

            var present = asked.Status == ApprovalStatus.Pending ? await reader.FindApprovalAsync(tenant, approvalId, cancellationToken) : asked;
            return new(false, present!);
        }

        var approval = asked with { Status = approve ? ApprovalStatus.Approved : ApprovalStatus.Denied, Decision = decision };
        return new(true, approval, acceptance.Turn, acceptance.LastEvent);
    }

    /// <summary>Accepts an input and begins to work on it, where there is room for it; otherwise it waits its turn in the queue.</summary>
    private async Task<Acceptance?> AcceptAsync(string tenant, Func<bool, Task<AcceptedInput?>> accept)
    {
        var hasRoom = slots.TryTake(tenant);
        AcceptedInput? accepted = null;
        try
        {
            accepted = await accept(hasRoom);
        }
        finally
        {
            if (hasRoom && accepted?.Claimed is null)
            {
                slots.Return(tenant);
            }
        }

        if (accepted?.Claimed is { } claimed)
        {
            running.Start(claimed.Claim, claimed);
        }
        else if (accepted?.Acceptance.Queued == true)
        {
            slots.NoteQueued(tenant);
        }

        return accepted?.Acceptance;
    }
}
