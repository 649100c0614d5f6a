using System.Text.Json;
using Agent.Host.Database;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Identities;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Incoming;

/// <summary>Works through the inbox: in order per chat, whatever came when.</summary>
internal sealed partial class InboxWorker(
    ActivityStore inbox, AdmissionDesk desk, ChatStore chats, OutboxStore outbox, MessageHandler messages, FeedbackHandler feedback, CardClicks clicks, TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock,
    ILogger<InboxWorker> logger) : TeamsWorker(signal, options, clock, logger)
{
    private const int AtOnce = 32;
    private const int MostAttempts = 8;

    protected override async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var due = await inbox.TakeDueAsync(AtOnce, cancellationToken);
        await Task.WhenAll(due.Select(activity => HandleAsync(activity, cancellationToken)));
        return due.Count > 0;
    }

    private async Task HandleAsync(IncomingActivity incoming, CancellationToken cancellationToken)
    {
        TenantWall.Enter(incoming.Tenant);
        RequestOrigin.Id = incoming.RequestId;
        var activity = Activity.Read(JsonSerializer.Deserialize<JsonElement>(incoming.Body))!;
        try
        {
            if (await chats.FindAsync(incoming.Tenant, incoming.ChatId, cancellationToken) is { } chat && await HandleAsync(incoming, activity, chat, cancellationToken) is { } turn)
                await inbox.EndAsync(incoming, turn, cancellationToken);
            else
                await inbox.EndAsync(incoming, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (incoming.Attempts < MostAttempts || StorageFault.IsTransient(exception)))
        {
            LogPutOff(exception, incoming.ActivityId, incoming.ChatId, incoming.Attempts);
            await inbox.PutOffAsync(incoming, TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, incoming.Attempts))), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogGivenUp(exception, incoming.ActivityId, incoming.ChatId);
            if (await chats.FindAsync(incoming.Tenant, incoming.ChatId, cancellationToken) is { } chat)
                await outbox.AddAsync(chat, new($"sorry:{incoming.ChatId}:{incoming.ActivityId}", Activities.Text(TeamsTexts.For(activity.Locale).Failed)), cancellationToken);
            await inbox.EndAsync(incoming, cancellationToken);
        }
    }

    /// <returns>The turn that it became; null when it became none.</returns>
    private async Task<Acceptance?> HandleAsync(IncomingActivity incoming, Activity activity, Chat chat, CancellationToken cancellationToken)
    {
        switch (activity.Type)
        {
            case ActivityTypes.InstallationUpdate when activity.Action?.StartsWith("remove", StringComparison.OrdinalIgnoreCase) == true:
                await chats.NoteGoneAsync(chat, cancellationToken);
                return null;
            case ActivityTypes.InstallationUpdate or ActivityTypes.ConversationUpdate:
                if (activity.AddsBot || activity.Type == ActivityTypes.InstallationUpdate)
                    await outbox.AddAsync(chat, new($"welcome:{chat.Id}", Activities.Card(WelcomeCard.Make(TeamsTexts.For(chat.Locale)))), cancellationToken);
                return null;
            case ActivityTypes.Invoke when activity.Name == ActivityTypes.Feedback:
                await feedback.HandleAsync(incoming.Tenant, activity, cancellationToken);
                return null;
            default:
                // Whoever was shut out since it came is so now.
                if (await desk.FindAsync(activity, cancellationToken) is not { Identity: { } identity } || identity.Tenant != incoming.Tenant)
                    return null;
                if (CardClick.Read(activity) is not { } click)
                    return activity.Type == ActivityTypes.Message ? await messages.HandleAsync(incoming, activity, chat, identity, cancellationToken) : null;
                if (activity.Type == ActivityTypes.Invoke)
                    await clicks.CarryOutAsync(identity, activity, click, cancellationToken);
                else
                    await clicks.DecideAsync(identity, activity, click, cancellationToken);
                return null;
        }
    }

    [LoggerMessage(EventId = 1531, Level = LogLevel.Warning, Message = "Activity {Activity} of chat {Chat} could not be worked on ({Attempts} times); it is tried again")]
    private partial void LogPutOff(Exception exception, string activity, string chat, int attempts);

    [LoggerMessage(EventId = 1532, Level = LogLevel.Error, Message = "Activity {Activity} of chat {Chat} is given up")]
    private partial void LogGivenUp(Exception exception, string activity, string chat);
}
