using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime;

/// <summary>Decides on behalf of the customer, from inside a turn.</summary>
internal sealed class ApprovalDesk(Claim claim, ApprovalStore store, IDbContextFactory<AgentDbContext> contexts, TimeProvider clock) : IApprovalDesk
{
    private readonly TimeProvider _clock = StepClock.RealOf(clock);

    /// <summary>As unguessable as the conversation's own id, which it is made of.</summary>
    public string NewId(string callId) => NewId(claim.Key, callId);

    /// <summary>The id of an approval of any conversation.</summary>
    public static string NewId(ConversationKey key, string callId) =>
        "a" + PublicId.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Tenant}\n{key.Id}\n{callId}")).AsSpan(0, 16));

    public async Task<ApprovalDecided> DecideAsync(string approvalId, bool approve, string? reason, CancellationToken cancellationToken = default)
    {
        var scope = ActivityScope.Current;
        var started = _clock.GetTimestamp();
        var record = RecordOf(approvalId, scope, new Answer(approve, reason));
        if (scope?.Recorded is { } recorded)
        {
            return Serve(scope, recorded, record);
        }

        var word = new ApprovalDecided { ApprovalId = approvalId, Approved = approve, DecidedBy = ApprovalDeciders.Customer, DecidedAt = record.StartedAt, Reason = reason };
        var decision = await store.SettleAsync(claim, word, cancellationToken)
            ?? await FindAsync(approvalId, cancellationToken)
            ?? throw new InvalidOperationException($"Conversation {claim.Key.Id} has no approval {approvalId} that could be decided.");
        Add(scope, record, decision, started);
        return decision;
    }

    public async Task<ApprovalDecided?> FindOwnDecisionAsync(string approvalId, CancellationToken cancellationToken = default)
    {
        var scope = ActivityScope.Current;
        var started = _clock.GetTimestamp();
        var record = RecordOf(approvalId, scope, new Answer(null, null));
        if (scope?.Recorded is { } recorded)
        {
            return recorded.Has(record) ? Serve(scope, recorded, record) : null;
        }

        if (await FindAsync(approvalId, cancellationToken) is not { DecidedBy: ApprovalDeciders.Customer } decision)
        {
            return null;
        }

        Add(scope, record, decision, started);
        return decision;
    }

    private ActivityRecord RecordOf(string approvalId, ActivityScope? scope, Answer answer) => new()
    {
        Kind = ActivityKinds.Approval,
        Name = approvalId,
        Step = scope?.Step ?? "",
        Request = JsonSerializer.SerializeToElement(answer, StoredJson.Options),
        StartedAt = _clock.GetUtcNow(),
        DurationMs = 0,
    };

    private static ApprovalDecided Serve(ActivityScope scope, IRecordedAnswers recorded, ActivityRecord asked)
    {
        var served = recorded.Serve(asked) ?? throw new InvalidOperationException("A decision on record answers, or none does.");
        scope.Add(served);
        return served.Response!.Value.Deserialize<ApprovalDecided>(StoredJson.Options)!;
    }

    private void Add(ActivityScope? scope, ActivityRecord record, ApprovalDecided decision, long started) => scope?.Add(record with
    {
        Response = JsonSerializer.SerializeToElement(decision, StoredJson.Options),
        DurationMs = Math.Round(_clock.GetElapsedTime(started).TotalMilliseconds, 3),
    });

    private async Task<ApprovalDecided?> FindAsync(string approvalId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var approval = await context.Approvals.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Tenant == claim.Key.Tenant && a.Id == approvalId && a.ConversationId == claim.Key.Id, cancellationToken);
        return approval is null ? null : ApprovalViews.DecisionOf(approval);
    }

    /// <summary>What was said to the desk; without an answer it was only asked what had been said before.</summary>
    private sealed record Answer(bool? Approve, string? Reason);
}
