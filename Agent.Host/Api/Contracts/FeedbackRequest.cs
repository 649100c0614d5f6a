using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>What somebody thinks of an answer.</summary>
public sealed record FeedbackRequest
{
    /// <summary>The thumb.</summary>
    public required FeedbackRating Rating { get; set; }

    /// <summary>In words, up to 2,000 characters.</summary>
    public string? Comment { get; set; }

    /// <summary>The turn of the answer. Default: the last answer.</summary>
    public string? TurnId { get; set; }
}
