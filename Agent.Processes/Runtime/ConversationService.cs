using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Agent.Processes.Runtime.TakeOver;
using Npgsql;

namespace Agent.Processes.Runtime;

/// <summary>The door to the runtime: writes go through the store, reads through EF Core.</summary>
internal sealed class ConversationService(
    InboxStore inbox, CheckpointStore checkpoints, ApprovalStore approvals, ConversationReader reader, SuperstepReader supersteps, ConversationFeed feed, ConversationHub hub,
    WorkflowRegistry workflows, RunningConversations running, RunningSlots slots, StorageRetry retry, LostAnswers lost, IDbContextFactory<AgentDbContext> contexts,
    TakeOverService takeOvers, TimeProvider clock) : IConversations
{
    public IReadOnlyList<WorkflowView> Workflows => workflows.Views;

    public async Task<ConversationView> StartAsync(string tenant, NewConversation conversation, CancellationToken cancellationToken = default)
    {
        var workflow = workflows.FindNewest(conversation.Workflow) ?? throw new UnknownWorkflowException(conversation.Workflow);
        var now = clock.GetUtcNow();
        var entity = new ConversationEntity
        {
            Tenant = tenant,
            Id = conversation.Id ?? PublicId.NewConversation(now),
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
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Nobody else has this id: it was stored at the first attempt, whose answer got lost.
        }

        return ConversationReader.View(entity, null);
    }

    public Task<ConversationView?> FindAsync(ConversationKey key, CancellationToken cancellationToken = default) => reader.FindAsync(key, cancellationToken);

    public Task<Acceptance> SendAsync(
        ConversationKey key, CustomerMessage message, string? idempotencyKey, CancellationToken cancellationToken = default)
    {
        InputKeys.Check(idempotencyKey);
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, StoredJson.Options);
        var inputKey = idempotencyKey ?? InputKeys.New();
        return retry.ExecuteAsync((isAgain, attempt) => SendAsync(key, payload, inputKey, isOwn: idempotencyKey is null, isAgain, attempt), cancellationToken);
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

    public Task<int> CountSuperstepsAsync(ConversationKey key, CancellationToken cancellationToken = default) => supersteps.CountAsync(key, cancellationToken);

    public Task<CheckpointView?> ReadCheckpointAsync(ConversationKey key, int superstep, CancellationToken cancellationToken = default) =>
        supersteps.FindAsync(key, superstep, cancellationToken);

    public async Task<bool?> CancelAsync(ConversationKey key, string cancelledBy, CancellationToken cancellationToken = default)
    {
        var isAgain = false;
        var ended = await retry.ExecuteAsync((again, attempt) =>
        {
            isAgain |= again;
            return checkpoints.CancelAsync(key, cancelledBy, attempt);
        }, cancellationToken);
        if (ended)
        {
            running.Drop(key);
            hub.Look(key);
            return true;
        }

        // Where an answer got lost, what was asked for may have been done by the attempt before.
        var present = await reader.FindAsync(key, cancellationToken);
        return present is null ? null : isAgain && present.Status == ConversationStatus.Cancelled;
    }

    public Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(
        string tenant, ApprovalStatus? status, int limit = 100, CancellationToken cancellationToken = default) =>
        reader.ListApprovalsAsync(tenant, status, limit, cancellationToken);

    public Task<DecisionOutcome?> DecideAsync(
        string tenant, string approvalId, bool approve, string? reason, string decidedBy, CancellationToken cancellationToken = default)
    {
        var decision = new ApprovalDecided
        {
            ApprovalId = approvalId,
            Approved = approve,
            DecidedBy = decidedBy,
            DecidedAt = clock.GetUtcNow(),
            Reason = reason,
        };
        return retry.ExecuteAsync((isAgain, attempt) => DecideAsync(tenant, decision, isAgain, attempt), cancellationToken);
    }

    private async Task<Acceptance> SendAsync(
        ConversationKey key, byte[] payload, string inputKey, bool isOwn, bool isAgain, CancellationToken cancellationToken)
    {
        if (await AcceptAsync(key.Tenant, hasRoom => inbox.AcceptAsync(key, ConversationInputs.Message, payload, inputKey, hasRoom, cancellationToken)) is { } acceptance)
        {
            await (acceptance.Claimed ? takeOvers.NoteInputsAsync(key, cancellationToken) : Task.CompletedTask);
            return acceptance;
        }

        if ((isAgain || !isOwn) && await inbox.FindInputAsync(key, inputKey, cancellationToken) is { } first)
        {
            await (isAgain ? lost.LetGoAsync(key, cancellationToken) : Task.CompletedTask);
            return first.Payload.Span.SequenceEqual(payload)
                ? new(isOwn ? AcceptanceOutcome.Accepted : AcceptanceOutcome.Repeated, first.Number)
                : new(AcceptanceOutcome.KeyReused);
        }

        return new(await reader.FindAsync(key, cancellationToken) is null ? AcceptanceOutcome.NotFound : AcceptanceOutcome.Ended);
    }

    private async Task<DecisionOutcome?> DecideAsync(string tenant, ApprovalDecided decision, bool isAgain, CancellationToken cancellationToken)
    {
        if (await reader.FindApprovalAsync(tenant, decision.ApprovalId, cancellationToken) is not { } asked)
        {
            return null;
        }

        if (asked.Status == ApprovalStatus.Pending
            && await AcceptAsync(tenant, hasRoom => approvals.DecideAsync(tenant, asked.ConversationId, decision, hasRoom, cancellationToken)) is { } acceptance)
        {
            var approval = asked with { Status = decision.Approved ? ApprovalStatus.Approved : ApprovalStatus.Denied, Decision = decision };
            return new(true, approval, acceptance.Turn, acceptance.LastEvent);
        }

        if (asked.Request.ExpiresAt <= decision.DecidedAt)
        {
            // Nobody has noticed yet that its time is over: that is settled here, so that this answer is not overtaken by another decision.
            await approvals.ExpireAsync(tenant, decision.ApprovalId, decision.DecidedAt, cancellationToken);
        }

        var present = asked.Status == ApprovalStatus.Pending ? (await reader.FindApprovalAsync(tenant, decision.ApprovalId, cancellationToken))! : asked;
        var key = new ConversationKey(tenant, asked.ConversationId);
        if (isAgain && await lost.FindDecisionAsync(key, decision, cancellationToken) is { } turn)
        {
            await lost.LetGoAsync(key, cancellationToken);
            return new(true, present, turn);
        }

        return new(false, present);
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
