using Agent.Host.Teams.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// Sends a card to every operator for each approval that waits for one, and changes every card once somebody has decided, on whatever surface. It looks at what is stored and not
/// at who did what, so a process that dies between a decision and the cards leaves nothing undone.
/// </summary>
internal sealed class ApprovalWatcher(
    IApprovals approvals, ChatStore chats, OutboxStore outbox, TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock, ILogger<ApprovalWatcher> logger)
    : TeamsWorker(signal, options, clock, logger)
{
    private const int AtOnce = 500;

    protected override async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var hasChanged = false;
        foreach (var tenant in Settings.Tenants.Values.GroupBy(tenant => tenant.Tenant, StringComparer.Ordinal))
        {
            var pending = await approvals.ListAsync(tenant.Key, new() { Status = ApprovalStatus.Pending, Limit = AtOnce }, cancellationToken);
            hasChanged |= await AnnounceAsync(tenant.Key, [.. tenant.SelectMany(one => one.Operators)], pending, cancellationToken);
            hasChanged |= await CloseAsync(tenant.Key, pending, cancellationToken);
        }

        if (hasChanged)
            Signal.Give();
        return false;
    }

    private async Task<bool> AnnounceAsync(string tenant, string[] operators, IReadOnlyList<ApprovalView> pending, CancellationToken cancellationToken)
    {
        var asked = pending.Where(approval => approval.Request.Approver == "operator").ToList();
        if (asked.Count == 0 || operators.Length == 0 || await chats.FindPersonalAsync(tenant, operators, cancellationToken) is not { Count: > 0 } reachable)
            return false;
        var wanted = asked.SelectMany(approval => reachable.Select(chat => (Approval: approval, Chat: chat, Key: ApprovalCards.KeyOf(approval.Request.ApprovalId, chat.Id)))).ToList();
        var there = await outbox.FindKeysAsync(tenant, [.. wanted.Select(card => card.Key)], cancellationToken);
        var missing = wanted.Where(card => !there.Contains(card.Key)).ToList();
        foreach (var card in missing)
            await outbox.AddAsync(card.Chat, ApprovalCards.Make(card.Chat, card.Approval.Request, card.Approval.CustomerId), cancellationToken);
        return missing.Count > 0;
    }

    private async Task<bool> CloseAsync(string tenant, IReadOnlyList<ApprovalView> pending, CancellationToken cancellationToken)
    {
        var waiting = pending.Select(approval => approval.Request.ApprovalId).ToHashSet(StringComparer.Ordinal);
        var hasClosed = false;
        foreach (var id in (await outbox.FindOpenAsync(tenant, cancellationToken)).Where(id => !waiting.Contains(id)))
        {
            if (await approvals.FindAsync(tenant, id, cancellationToken) is not { Status: not ApprovalStatus.Pending } decided)
                continue; // there are more than fit into one look
            foreach (var (chat, number) in await outbox.FindOpenAsync(tenant, id, cancellationToken))
                await outbox.CloseAsync(chat, number, ApprovalCards.Close(chat, number, decided), cancellationToken);
            hasClosed = true;
        }

        return hasClosed;
    }
}
