using Agent.Host.Teams.Identities;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>Sends a card for each approval to all who may decide it, and into the channel of its rule; reminds them when it is time.</summary>
internal sealed class ApprovalAnnouncer(ApproverDirectory directory, ApprovalCards cards, ChatStore chats, OutboxStore outbox, ITenantPolicies policies, IOptions<TeamsOptions> options, TimeProvider clock)
{
    /// <returns>True when something is to be sent.</returns>
    public async Task<bool> AnnounceAsync(string tenant, IReadOnlyList<ApprovalView> asked, CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
            return false;
        var reasons = new ApprovalReasons(await policies.FindPoliciesAsync(tenant, cancellationToken));
        var approvers = await directory.FindAsync(tenant, cancellationToken);
        var reachable = (await chats.FindPersonalAsync(
            tenant, [.. asked.SelectMany(approval => approvers.Of(approval.Request.Rule)).Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken))
            .ToLookup(chat => chat.UserId, StringComparer.OrdinalIgnoreCase);
        var wanted = asked.SelectMany(approval => Places(approval, approvers, reachable)).ToList();
        var known = await outbox.FindKeysAsync(tenant, [.. wanted.SelectMany(place => place.Keys)], cancellationToken);
        var hasAdded = false;
        foreach (var place in wanted)
        {
            // Who is asked only now needs no reminder.
            var isAsked = known.Contains(place.CardKey);
            if (isAsked && (place.ReminderKey is not { } reminder || known.Contains(reminder)))
                continue;
            if ((place.Chat ?? await chats.OpenChannelAsync(tenant, place.ChatId, options.Value, cancellationToken)) is not { IsGone: false } chat)
                continue;
            var message = isAsked
                ? ApprovalCards.Remind(chat, place.ReminderKey!, place.Approval.Request) : cards.Make(chat, place.Approval.Request, place.Approval.CustomerId, reasons);
            await outbox.AddAsync(chat, message, cancellationToken);
            hasAdded = true;
        }

        return hasAdded;
    }

    private IEnumerable<Place> Places(ApprovalView approval, Approvers approvers, ILookup<string, Chat> reachable)
    {
        var due = approval.Request.Reminders?.Where(time => time <= clock.GetUtcNow()).Order().Select(time => (DateTimeOffset?)time).LastOrDefault();
        var rule = approval.Request.Rule;
        foreach (var chat in approvers.Of(rule).Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(person => reachable[person]))
            yield return new(approval, chat.Id, chat, due);
        if (approvers.ChannelOf(rule) is { } channel)
            yield return new(approval, channel, null, due);
    }

    /// <param name="Approval">What is asked.</param>
    /// <param name="ChatId">Where.</param>
    /// <param name="Chat">The chat; null for a channel, which is looked up when it is needed.</param>
    /// <param name="Due">The reminder that is due, if one is.</param>
    private sealed record Place(ApprovalView Approval, string ChatId, Chat? Chat, DateTimeOffset? Due)
    {
        public string CardKey { get; } = ApprovalCards.KeyOf(Approval.Request.ApprovalId, ChatId);

        public string? ReminderKey { get; } = Due is { } time ? $"reminder:{Approval.Request.ApprovalId}:{time.ToUnixTimeSeconds()}:{ChatId}" : null;

        public IEnumerable<string> Keys => ReminderKey is null ? [CardKey] : [CardKey, ReminderKey];
    }
}
