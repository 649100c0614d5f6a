using Agent.Processes.Persistence;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Replay;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Replay.Journals;

/// <summary>The conversations of a tenant, to be replayed or taken elsewhere.</summary>
public sealed class StoredConversations
{
    private readonly IDbContextFactory<AgentDbContext> _contexts;
    private readonly CheckpointHistory _history;
    private readonly WorkflowRegistry _workflows;
    private readonly TurnKernels _kernels;
    private readonly TimeProvider _clock;
    private readonly RuntimeOptions _options;

    internal StoredConversations(
        IDbContextFactory<AgentDbContext> contexts, CheckpointHistory history, WorkflowRegistry workflows, TurnKernels kernels, TimeProvider clock, RuntimeOptions options) =>
        (_contexts, _history, _workflows, _kernels, _clock, _options) = (contexts, history, workflows, kernels, clock, options);

    /// <summary>The ids of the conversations that were held, oldest first; sandboxes are left out.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string tenant, StoredConversationFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var found = context.Conversations.AsNoTracking().Where(c => c.Tenant == tenant && !c.Sandbox && c.Turns > 0);
        found = filter.CustomerId is { } customer ? found.Where(c => c.CustomerId == customer) : found;
        found = filter.Channel is { } channel ? found.Where(c => c.Channel == channel) : found;
        found = filter.Workflow is { } workflow ? found.Where(c => c.Workflow == workflow) : found;
        found = filter.Since is { } since ? found.Where(c => c.CreatedAt >= since.UtcDateTime) : found;
        found = filter.Until is { } until ? found.Where(c => c.CreatedAt < until.UtcDateTime) : found;
        return await found.OrderBy(c => c.Id).Select(c => c.Id).Take(filter.Limit).ToListAsync(cancellationToken);
    }

    /// <summary>A conversation with all of its past; null when the tenant has none of that id.</summary>
    public async Task<ConversationJournal?> ReadAsync(ConversationKey key, CancellationToken cancellationToken = default)
    {
        if (await _history.FindConversationAsync(key, cancellationToken) is not { } conversation)
        {
            return null;
        }

        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var inputs = await (await ConversationHistory.OpenAsync(context, key, cancellationToken)).ReadInputsAsync(cancellationToken);
        var checkpoints = new List<CheckpointEntity>();
        await foreach (var checkpoint in _history.ReadAllAsync(key, cancellationToken))
        {
            checkpoints.Add(checkpoint);
        }

        return new(conversation, inputs, checkpoints);
    }

    /// <summary>Runs a conversation again from its journal alone, as <see cref="ITimeTravel.ReplayAsync"/> does from what is stored.</summary>
    /// <exception cref="UnknownWorkflowException">There is no such workflow here, or not in that version.</exception>
    public Task<ReplayReport> ReplayAsync(ConversationJournal journal, string? workflowVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var (name, version) = (journal.Conversation.Workflow, workflowVersion ?? journal.Conversation.WorkflowVersion);
        var workflow = _workflows.Find(name, version) ?? throw new UnknownWorkflowException($"{name} {version}");
        return new ConversationReplay(journal.Conversation, workflow, journal.Source, _kernels, _clock, _options.TurnTimeout).RunAsync(cancellationToken);
    }
}
