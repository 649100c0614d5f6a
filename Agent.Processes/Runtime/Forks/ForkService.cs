using Agent.Processes.Persistence;
using Agent.Processes.Prompts;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Runtime.Forks;

/// <summary>Makes forks: one row of its own for each, whatever the length of the past.</summary>
internal sealed partial class ForkService(
    WorkflowRegistry workflows, WorkSignal signal, IDbContextFactory<AgentDbContext> contexts, IServiceProvider services,
    TimeProvider clock, ILogger<ForkService> logger) : IForks
{
    public async Task<ForkOutcome?> ForkAsync(ConversationKey source, ForkRequest request, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var conversation = await context.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Tenant == source.Tenant && c.Id == source.Id, cancellationToken);
        if (conversation is null)
        {
            return null;
        }

        var history = await ConversationHistory.OpenAsync(context, source, cancellationToken);
        if (await ForkMoment.FindAsync(history, request.Checkpoint, cancellationToken) is not { } moment)
        {
            return null;
        }

        var faults = new ForkFaults();
        var workflow = workflows.Find(conversation.Workflow, conversation.WorkflowVersion);
        if (workflow is null)
        {
            faults.Add("checkpoint", $"There is no workflow {conversation.Workflow} {conversation.WorkflowVersion} here any more.");
            return faults.Refusal();
        }

        var draft = new ForkDraft(conversation, moment, workflow, request, clock.GetUtcNow());
        await CheckAsync(context, source.Tenant, history, request, moment, faults, cancellationToken);
        var open = moment.Progress.Waiting is { } waiting
            ? await context.Approvals.AsNoTracking().SingleOrDefaultAsync(a => a.Tenant == source.Tenant && a.Id == waiting.ApprovalId, cancellationToken) : null;
        if (draft.Build(open, faults) is not { } checkpoint)
        {
            return faults.Refusal();
        }

        if (!await StoreAsync(context, history, draft, checkpoint, cancellationToken))
        {
            return null;
        }

        LogForked(draft.Key.Id, source.Id, request.Checkpoint, request.Live ? "live" : "sandbox", request.RequestedBy);
        if (draft.IsToBeWorkedOn)
        {
            signal.Announce();
        }

        return new(ConversationReader.View(draft.Conversation, draft.Approval is { Status: ApprovalStatus.Pending } approval ? approval : null), new Dictionary<string, string[]>());
    }

    private async Task CheckAsync(
        AgentDbContext context, string tenant, ConversationHistory history, ForkRequest request, ForkMoment moment, ForkFaults faults, CancellationToken cancellationToken)
    {
        if (request.Approval is not null && moment.Progress.Waiting is null)
        {
            faults.Add("approval", $"No approval is open after superstep {request.Checkpoint}.");
        }

        var prompts = services.GetService<PromptLibrary>();
        foreach (var (name, version) in request.Prompts ?? new Dictionary<string, string>())
        {
            if (prompts?.Find(name, version) is null)
            {
                var known = prompts?.VersionsOf(name) ?? [];
                faults.Add($"prompts.{name}", known.Count == 0 ? $"There is no prompt '{name}'." : $"There is no version '{version}' of it; there is {string.Join(", ", known)}.");
            }
        }

        var holder = history.StretchOf(request.Checkpoint).ConversationId;
        if (request.Live && await context.Conversations.AnyAsync(c => c.Tenant == tenant && c.Id == holder && c.Sandbox, cancellationToken))
        {
            faults.Add("live", "The superstep happened in a sandbox: what it says was done was not done, so nobody can go on from it for real.");
        }
    }

    /// <returns>False when the past is gone: a conversation somebody refers to is not deleted, so those referred to are locked until that is written.</returns>
    private static async Task<bool> StoreAsync(
        AgentDbContext context, ConversationHistory history, ForkDraft draft, CheckpointEntity checkpoint, CancellationToken cancellationToken)
    {
        var lineage = draft.LineageOf(history);
        string[] sources = [.. lineage.Select(part => part.SourceId).Distinct()];
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var locked = await context.Database.SqlQuery<string>(
            $"""SELECT id AS "Value" FROM agent.conversations WHERE tenant = {draft.Key.Tenant} AND id = ANY({sources}) ORDER BY id FOR KEY SHARE""").ToListAsync(cancellationToken);
        if (locked.Count < sources.Length)
        {
            return false;
        }

        if (draft.IsToBeWorkedOn)
        {
            // It waits for a place like everybody else's work, here or on another replica.
            draft.Conversation.ReadyAt = draft.Conversation.CreatedAt;
            await context.Database.ExecuteSqlRawAsync("SELECT " + OwnershipSql.WorkExists, cancellationToken);
        }

        context.Conversations.Add(draft.Conversation);
        context.Lineage.AddRange(lineage);
        context.Checkpoints.Add(checkpoint);
        if (draft.Approval is { } approval)
        {
            context.Approvals.Add(approval);
        }

        if (draft.Input is { } input)
        {
            context.Inbox.Add(input);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    [LoggerMessage(EventId = 1066, Level = LogLevel.Information, Message = "Conversation {Fork} was forked from {Source} at superstep {Superstep} ({Kind}) by {By}")]
    private partial void LogForked(string fork, string source, int superstep, string kind, string by);
}
