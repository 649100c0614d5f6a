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
internal sealed class ApprovalDesk(ConversationKey key, ApprovalStore store, IDbContextFactory<AgentDbContext> contexts, TimeProvider clock) : IApprovalDesk
{
    private const string Customer = "customer";

    private readonly TimeProvider _clock = StepClock.RealOf(clock);

    /// <summary>As unguessable as the conversation's own id, which it is made of.</summary>
    public string NewId(string callId) =>
        "a" + PublicId.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Tenant}\n{key.Id}\n{callId}")).AsSpan(0, 16));

    public async Task<ApprovalDecided> DecideAsync(string approvalId, bool approve, string? reason, CancellationToken cancellationToken = default)
    {
        var scope = ActivityScope.Current;
        var startedAt = _clock.GetUtcNow();
        var started = _clock.GetTimestamp();
        var record = new ActivityRecord
        {
            Kind = ActivityKinds.Approval,
            Name = approvalId,
            Step = scope?.Step ?? "",
            Request = JsonSerializer.SerializeToElement(new Answer(approve, reason), StoredJson.Options),
            StartedAt = startedAt,
            DurationMs = 0,
        };
        if (scope?.Recorded is { } recorded)
        {
            var served = recorded.Serve(record);
            scope.Add(served);
            return served.Response!.Value.Deserialize<ApprovalDecided>(StoredJson.Options)!;
        }

        var decision = new ApprovalDecided { ApprovalId = approvalId, Approved = approve, DecidedBy = Customer, DecidedAt = startedAt, Reason = reason };
        if (!await store.SettleAsync(key, decision, cancellationToken))
        {
            decision = await FindAsync(approvalId, cancellationToken);
        }

        scope?.Add(record with
        {
            Response = JsonSerializer.SerializeToElement(decision, StoredJson.Options),
            DurationMs = Math.Round(_clock.GetElapsedTime(started).TotalMilliseconds, 3),
        });
        return decision;
    }

    private async Task<ApprovalDecided> FindAsync(string approvalId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var approval = await context.Approvals.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Tenant == key.Tenant && a.Id == approvalId && a.ConversationId == key.Id, cancellationToken)
            ?? throw new InvalidOperationException($"Conversation {key.Id} has no approval {approvalId}.");
        return ApprovalViews.DecisionOf(approval) ?? new()
        {
            ApprovalId = approvalId,
            Approved = false,
            DecidedBy = "system",
            DecidedAt = approval.ExpiresAt ?? _clock.GetUtcNow(),
            Reason = "expired",
        };
    }

    /// <summary>What was asked of the desk.</summary>
    private sealed record Answer(bool Approve, string? Reason);
}
