using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime;

/// <summary>What operators do about conversations that cannot go on by themselves.</summary>
internal sealed partial class OperationsService(
    ParkingStore store, IDbContextFactory<AgentDbContext> contexts, ConversationHub hub, WorkSignal signal, Kernel kernel, TimeProvider clock, RuntimeOptions options,
    ILogger<OperationsService> logger) : IOperations
{
    public async Task<IReadOnlyList<ParkedView>> ParkedAsync(string tenant, int limit = 100, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Conversations.AsNoTracking().Where(c => c.Tenant == tenant && c.ParkedReason != null).OrderBy(c => c.UpdatedAt).Take(limit)
            .Select(c => new ParkedView(c.Id, c.CustomerId, c.Workflow, c.WorkflowVersion, c.ParkedReason!, c.ParkedError, c.Attempts, c.StuckAt, c.UpdatedAt))
            .ToListAsync(cancellationToken);
    }

    public async Task<OperationOutcome?> RetryAsync(ConversationKey key, string requestedBy, CancellationToken cancellationToken = default)
    {
        if ((await store.ResumeAsync(key, cancellationToken) ?? await store.RepeatAsync(key, cancellationToken)) is not { } turn)
        {
            return await NothingDoneAsync(key, cancellationToken);
        }

        LogRetried(key.Id, turn, requestedBy);
        signal.Announce();
        return new(true, turn);
    }

    public async Task<OperationOutcome?> SkipAsync(ConversationKey key, string requestedBy, CancellationToken cancellationToken = default)
    {
        if (await store.ReadParkedAsync(key, cancellationToken) is not var (epoch, checkpoints))
        {
            return await NothingDoneAsync(key, cancellationToken);
        }

        // Neither the states nor the input are read: they may be what it is stuck on.
        var memory = ConversationLoader.LoadWithoutStates(checkpoints);
        if (memory.IsBetweenTurns)
        {
            memory.Turn++;
            memory.Progress = memory.Progress.Next(memory.LastSuperstep + 1);
        }

        memory.Progress = memory.Progress with { RequestId = RequestOrigin.Id };
        using var execution = new TurnExecution(memory, kernel, clock);
        execution.Fail(new(TurnIds.Format(memory.Turn), TurnFailures.Skipped, TurnFailures.Message(TurnFailures.Skipped)), $"Skipped by {requestedBy}.");
        execution.Draft.Close(memory.Progress, StoredJson.Options);
        if (!await store.SkipAsync(key, epoch, memory, execution.Draft, cancellationToken))
        {
            return await NothingDoneAsync(key, cancellationToken);
        }

        LogSkipped(key.Id, memory.Turn, requestedBy);
        hub.Publish(key, memory.Turn, execution.Draft.EventsJson);
        hub.End(key, memory.Turn, StoredEvents.ReadEnd(execution.Draft.EventsJson, memory.Turn)!);
        signal.Announce();
        return new(true, memory.Turn);
    }

    public async Task<IReadOnlyList<ReplicaView>> ReplicasAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lease = options.Lease;
        // UtcNow is the database's clock here, as everywhere where leases are compared.
        return await context.Replicas.AsNoTracking().OrderBy(r => r.StartedAt).ThenBy(r => r.Id)
            .Select(r => new ReplicaView(r.Id, r.Name, r.StartedAt, r.SeenAt, r.SeenAt > DateTime.UtcNow - lease, r.Draining, r.Running, r.Workflows))
            .ToListAsync(cancellationToken);
    }

    private async Task<OperationOutcome?> NothingDoneAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Conversations.AnyAsync(c => c.Tenant == key.Tenant && c.Id == key.Id, cancellationToken) ? new(false) : null;
    }

    [LoggerMessage(EventId = 1067, Level = LogLevel.Information, Message = "Turn {Turn} of conversation {Conversation} is tried again for {RequestedBy}")]
    private partial void LogRetried(string conversation, int turn, string requestedBy);

    [LoggerMessage(EventId = 1068, Level = LogLevel.Information, Message = "Turn {Turn} of conversation {Conversation} was skipped by {RequestedBy}")]
    private partial void LogSkipped(string conversation, int turn, string requestedBy);
}
