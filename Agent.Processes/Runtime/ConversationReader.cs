using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage.Payloads;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime;

/// <summary>What people read of conversations.</summary>
internal sealed class ConversationReader(IDbContextFactory<AgentDbContext> contexts)
{
    private static readonly JsonElement s_none = JsonSerializer.SerializeToElement(Array.Empty<int>());
    private static readonly JsonElement s_empty = JsonSerializer.SerializeToElement(new Dictionary<string, string>());

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
        var inputs = await context.Inbox.AsNoTracking()
            .Where(i => i.Tenant == key.Tenant && i.ConversationId == key.Id && i.Kind == ConversationInputs.Message)
            .OrderBy(i => i.Number).Select(i => new { i.Number, i.Payload, i.ReceivedAt }).ToListAsync(cancellationToken);
        var checkpoints = await context.Checkpoints.AsNoTracking()
            .Where(c => c.Tenant == key.Tenant && c.ConversationId == key.Id)
            .OrderBy(c => c.Number).Select(CheckpointEvents.FromEntity).ToFilledListAsync(context, key.Tenant, cancellationToken);
        var asked = inputs.Select(input => (Turn: input.Number, Place: 0L, Entry: new TranscriptEntry(
            "customer", JsonSerializer.Deserialize<CustomerMessage>(input.Payload, StoredJson.Options)!.Text, input.ReceivedAt, TurnIds.Format(input.Number))));
        var answered = checkpoints.SelectMany(checkpoint => StoredEvents.Read(checkpoint.Events, checkpoint.Turn))
            .Where(stored => stored.Type == ConversationEvents.MessageCompleted)
            .Select(stored => (stored.Turn, Place: stored.Number!.Value, Entry: Answer(stored)));
        return [.. asked.Concat(answered).OrderBy(line => line.Turn).ThenBy(line => line.Place).Select(line => line.Entry)];
    }

    public async Task<IReadOnlyList<SuperstepView>> ReadSuperstepsAsync(ConversationKey key, int after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var checkpoints = await context.Checkpoints.AsNoTracking()
            .Where(c => c.Tenant == key.Tenant && c.ConversationId == key.Id && c.LastNumber > after)
            .OrderBy(c => c.Number).Take(limit).ToFilledListAsync(context, key.Tenant, cancellationToken);
        return [.. checkpoints.SelectMany(Supersteps).Where(superstep => superstep.Number > after).Take(limit)];
    }

    public async Task<CheckpointView?> ReadCheckpointAsync(ConversationKey key, int superstep, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = context.Checkpoints.AsNoTracking().Where(c => c.Tenant == key.Tenant && c.ConversationId == key.Id);
        var found = await stored.Where(c => c.Number <= superstep && c.LastNumber >= superstep).ToFilledListAsync(context, key.Tenant, cancellationToken);
        if (found is not [var checkpoint])
        {
            return null;
        }

        // What a later superstep of the same checkpoint replaced is no longer among its needs, but among those of the checkpoint before.
        var before = superstep == checkpoint.LastNumber ? checkpoint : await stored.SingleOrDefaultAsync(c => c.LastNumber == checkpoint.Number - 1, cancellationToken);
        int[] numbers = before is null ? [] : [.. before.Needs, before.Number];
        var needed = await stored.Where(c => numbers.Contains(c.Number) && c.Number != checkpoint.Number).OrderBy(c => c.Number)
            .ToFilledListAsync(context, key.Tenant, cancellationToken);
        needed.Add(checkpoint);
        return new(Supersteps(checkpoint).Single(view => view.Number == superstep), States(needed, superstep));
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
        PendingApproval = approval is null ? null : ApprovalViews.Of(approval),
        Usage = new(
            conversation.InputTokens, conversation.OutputTokens, conversation.CachedInputTokens, conversation.CostUsd, conversation.Turns, conversation.ToolCalls),
        CreatedAt = conversation.CreatedAt,
        Metadata = conversation.Metadata is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(conversation.Metadata, StoredJson.Options),
    };

    private static TranscriptEntry Answer(ConversationEvent stored)
    {
        var message = stored.Data.Deserialize<MessageCompleted>(StoredJson.Options)!;
        return new(message.Author, message.Text, stored.At, TurnIds.Format(stored.Turn));
    }

    private static IEnumerable<SuperstepView> Supersteps(CheckpointEntity checkpoint)
    {
        using var body = JsonDocument.Parse(checkpoint.Body);
        using var events = JsonDocument.Parse(checkpoint.Events);
        return [.. body.RootElement.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray().Select(superstep =>
        {
            var number = superstep.GetProperty(StoredNames.Number.EncodedUtf8Bytes).GetInt32();
            return new SuperstepView(
                number,
                TurnIds.Format(checkpoint.Turn),
                checkpoint.CommittedAt,
                [.. Member(superstep, StoredNames.Ran, s_none).EnumerateArray().Select(ran => ran.GetString()!)],
                Member(superstep, StoredNames.States, s_empty),
                [.. Member(superstep, StoredNames.Pending, s_none).EnumerateArray().Select(Message)],
                [.. StoredEvents.ReadOf(number, events.RootElement, checkpoint.Turn)],
                Member(superstep, StoredNames.Activities, s_none),
                superstep.TryGetProperty(StoredNames.Error.EncodedUtf8Bytes, out var error) ? error.GetString() : null,
                superstep.TryGetProperty(StoredNames.At.EncodedUtf8Bytes, out var at) ? at.GetDateTimeOffset() : null,
                checkpoint.JournalRemoved);
        })];
    }

    private static WaitingMessageView Message(JsonElement stored) => new(
        stored.GetProperty(StoredNames.To.EncodedUtf8Bytes).GetString()!,
        stored.GetProperty(StoredNames.Function.EncodedUtf8Bytes).GetString()!,
        stored.TryGetProperty(StoredNames.Parameter.EncodedUtf8Bytes, out var parameter) ? parameter.GetString() : null,
        stored.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data) ? data.Clone() : null,
        stored.TryGetProperty(StoredNames.Held.EncodedUtf8Bytes, out _));

    private static JsonElement Member(JsonElement superstep, JsonEncodedText name, JsonElement otherwise) =>
        superstep.TryGetProperty(name.EncodedUtf8Bytes, out var member) ? member.Clone() : otherwise;

    /// <summary>Every step's state after a superstep, its append-only lists filled with the entries in memory at that time.</summary>
    private static Dictionary<string, JsonElement> States(List<CheckpointEntity> checkpoints, int superstep)
    {
        var states = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var logs = new List<(int Checkpoint, string Step, string Log, JsonArray Entries)>();
        foreach (var checkpoint in checkpoints)
        {
            foreach (var step in JsonNode.Parse(checkpoint.Body)![StoredNames.Supersteps.Value]!.AsArray()
                .Where(step => step![StoredNames.Number.Value]!.GetValue<int>() <= superstep))
            {
                foreach (var (path, state) in step![StoredNames.States.Value]?.AsObject() ?? [])
                {
                    states[path] = state!.AsObject();
                }

                logs.AddRange((step[StoredNames.Logs.Value]?.AsArray() ?? []).Select(log => (
                    checkpoint.Number, log![StoredNames.To.Value]!.GetValue<string>(), log[StoredNames.Parameter.Value]!.GetValue<string>(),
                    log[StoredNames.Data.Value]!.AsArray())));
            }
        }

        return states.ToDictionary(state => state.Key, state => Filled(state.Key, state.Value, logs), StringComparer.Ordinal);
    }

    private static JsonElement Filled(string step, JsonObject state, List<(int Checkpoint, string Step, string Log, JsonArray Entries)> logs)
    {
        foreach (var name in logs.Where(log => log.Step == step).Select(log => log.Log).Distinct())
        {
            var member = JsonNamingPolicy.CamelCase.ConvertName(name);
            if (state[member]?["in"] is not JsonArray segments)
            {
                continue;
            }

            var wanted = segments.Select(segment => segment![0]!.GetValue<int>()).ToHashSet();
            state[member] = new JsonArray([.. logs.Where(log => log.Step == step && log.Log == name && wanted.Contains(log.Checkpoint))
                .SelectMany(log => log.Entries).Select(entry => entry?.DeepClone())]);
        }

        return JsonSerializer.SerializeToElement(state);
    }
}
