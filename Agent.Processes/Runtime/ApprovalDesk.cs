using System.Security.Cryptography;
using System.Text;
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
        var startedAt = _clock.GetUtcNow();
        var decision = new ApprovalDecided { ApprovalId = approvalId, Approved = approve, DecidedBy = Customer, DecidedAt = startedAt, Reason = reason };
        if (!await store.SettleAsync(key, decision, cancellationToken))
        {
            decision = await FindAsync(approvalId, cancellationToken);
        }

        ActivityScope.Current?.Add(new()
        {
            Kind = "approval",
            Name = approvalId,
            Step = ActivityScope.Current.Step,
            Response = System.Text.Json.JsonSerializer.SerializeToElement(decision, StoredJson.Options),
            StartedAt = startedAt,
            DurationMs = Math.Round((_clock.GetUtcNow() - startedAt).TotalMilliseconds, 3),
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
}
