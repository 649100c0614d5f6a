namespace Agent.Processes.Recovery.Retention;

/// <summary>What was removed.</summary>
internal readonly record struct RetentionResult
{
    public int Conversations { get; init; }

    public int Sandboxes { get; init; }

    /// <summary>Checkpoints that lost their journal.</summary>
    public int Journals { get; init; }

    public static RetentionResult operator +(RetentionResult left, RetentionResult right) => new()
    {
        Conversations = left.Conversations + right.Conversations,
        Sandboxes = left.Sandboxes + right.Sandboxes,
        Journals = left.Journals + right.Journals,
    };
}
