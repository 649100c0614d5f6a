namespace Agent.Processes;

/// <summary>What people think of answers.</summary>
public interface IFeedback
{
    /// <summary>Stores what somebody thinks of an answer, in place of what they said before.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="given">The rating; its turn is null for the last answer.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What is stored; null when there is no such conversation, or no answer in that turn.</returns>
    Task<FeedbackView?> GiveAsync(ConversationKey key, NewFeedback given, CancellationToken cancellationToken = default);

    /// <summary>All of a conversation, in the order of its answers.</summary>
    Task<IReadOnlyList<FeedbackView>> ListAsync(ConversationKey key, CancellationToken cancellationToken = default);
}

/// <summary>A rating to be stored.</summary>
/// <param name="GivenBy">Who gives it.</param>
/// <param name="Rating">The thumb.</param>
/// <param name="Comment">In words.</param>
/// <param name="Turn">The turn of the answer; null for the last answer.</param>
public sealed record NewFeedback(string GivenBy, FeedbackRating Rating, string? Comment = null, int? Turn = null);

/// <summary>A rating as it is stored.</summary>
/// <param name="TurnId">The turn of the answer.</param>
/// <param name="Rating">The thumb.</param>
/// <param name="Comment">In words.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="GivenAt">When, in UTC.</param>
public sealed record FeedbackView(string TurnId, FeedbackRating Rating, string? Comment, string GivenBy, DateTimeOffset GivenAt);

/// <summary>A thumb.</summary>
public enum FeedbackRating
{
    /// <summary>It helped.</summary>
    Up,

    /// <summary>It did not.</summary>
    Down,
}
