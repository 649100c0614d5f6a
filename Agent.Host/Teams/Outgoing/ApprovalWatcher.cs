using Agent.Host.Database;
using Agent.Host.Teams.Identities;
using Agent.Host.Teams.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// Has approvals asked for, and every card changed once somebody has decided, on whatever surface. It looks at what is stored and not at who did what, so a process that dies
/// between a decision and the cards leaves nothing undone.
/// </summary>
internal sealed class ApprovalWatcher(
    IApprovals approvals, ApproverDirectory approvers, ApprovalAnnouncer announcer, OutboxStore outbox, CardStore cards, TeamsSignal signal, IOptions<TeamsOptions> options,
    TimeProvider clock, ILogger<ApprovalWatcher> logger) : TeamsWorker(signal, options, clock, logger)
{
    private const int AtOnce = 500;

    protected override async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var hasChanged = false;
        foreach (var tenant in await approvers.ListTenantsAsync(cancellationToken))
            hasChanged |= await LookAsync(tenant, cancellationToken);
        if (hasChanged)
            Signal.Give();
        return false;
    }

    private async Task<bool> LookAsync(string tenant, CancellationToken cancellationToken)
    {
        TenantWall.Enter(tenant); // until this method ends
        var pending = await approvals.ListAsync(tenant, new() { Status = ApprovalStatus.Pending, Limit = AtOnce }, cancellationToken);
        var hasAsked = await announcer.AnnounceAsync(tenant, [.. pending.Where(approval => approval.Request.Approver == "operator")], cancellationToken);
        return await CloseAsync(tenant, pending, cancellationToken) || hasAsked;
    }

    private async Task<bool> CloseAsync(string tenant, IReadOnlyList<ApprovalView> pending, CancellationToken cancellationToken)
    {
        var waiting = pending.Select(approval => approval.Request.ApprovalId).ToHashSet(StringComparer.Ordinal);
        var hasClosed = false;
        foreach (var id in (await cards.FindOpenAsync(tenant, cancellationToken)).Where(id => !waiting.Contains(id)))
        {
            if (await approvals.FindAsync(tenant, id, cancellationToken) is not { Status: not ApprovalStatus.Pending } decided)
                continue; // there are more than fit into one look
            foreach (var (chat, number) in await cards.FindOpenAsync(tenant, id, cancellationToken))
            {
                // Who was to decide and did not is told: a card that changes far above is not noticed. A customer is told by the conversation.
                if (decided is { Status: ApprovalStatus.Expired, Request.Approver: "operator" })
                    await outbox.AddAsync(chat, ApprovalCards.Lapsed(chat, decided), cancellationToken);
                await cards.CloseAsync(chat, number, ApprovalCards.Close(chat, number, decided), cancellationToken);
            }

            hasClosed = true;
        }

        return hasClosed;
    }
}
