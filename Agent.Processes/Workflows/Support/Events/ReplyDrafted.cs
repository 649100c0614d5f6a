namespace Agent.Processes.Workflows.Support.Events;

/// <summary>An answer a model wrote, before anybody has looked it over.</summary>
internal sealed record ReplyDrafted
{
    public required string Text { get; init; }

    /// <summary>The prompt that wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>1, or 2 for an answer that was asked for again.</summary>
    public required int Attempt { get; init; }

    /// <summary>What tool results have proven, see <see cref="Steps.Guarding.ActionEvidence"/>.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>Whether an approval is open.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>The customer's last message.</summary>
    public string? CustomerText { get; init; }

    /// <summary>The identified customer.</summary>
    public string? CustomerId { get; init; }
}
