using Agent.Host.Teams.Outgoing;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Agent.Processes;

namespace Agent.Host.Teams.Incoming;

/// <summary>Stores what people think of an answer: a thumb under it, and a comment if they wrote one. The last word of each person counts.</summary>
internal sealed partial class FeedbackHandler(OutboxStore outbox, IFeedback feedback, ILogger<FeedbackHandler> logger)
{
    public async Task HandleAsync(string tenant, Activity activity, CancellationToken cancellationToken)
    {
        if (Thumb.Read(activity.Value) is not { } thumb || activity.ReplyToId is not { } message)
        {
            LogUnreadable(activity.ConversationId, activity.UserId);
            return;
        }

        var key = await outbox.FindKeyAsync(tenant, activity.ConversationId, message, cancellationToken);
        if (key is null || Answers.Find(key) is not var (conversation, turn)
            || await feedback.GiveAsync(new(tenant, conversation), new($"teams:{activity.UserId}", thumb.Rating, thumb.Comment, turn), cancellationToken) is null)
        {
            LogNoAnswer(message, activity.ConversationId, activity.UserId);
        }
    }

    [LoggerMessage(EventId = 1561, Level = LogLevel.Warning, Message = "Feedback in chat {Chat} by {User} cannot be read")]
    private partial void LogUnreadable(string chat, string user);

    [LoggerMessage(EventId = 1562, Level = LogLevel.Information, Message = "Feedback on message {Message} of chat {Chat} by {User} is for no answer that is kept")]
    private partial void LogNoAnswer(string message, string chat, string user);
}
