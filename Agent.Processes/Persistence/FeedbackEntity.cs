namespace Agent.Processes.Persistence;

/// <summary>What somebody thought of one answer. The last word of each person counts.</summary>
internal sealed class FeedbackEntity
{
    public required string Tenant { get; set; }

    public required string ConversationId { get; set; }

    public required int Turn { get; set; }

    /// <summary>Who gave it.</summary>
    public required string GivenBy { get; set; }

    public required FeedbackRating Rating { get; set; }

    public string? Comment { get; set; }

    public required DateTime GivenAt { get; set; }
}
