namespace Agent.Host.Teams.Storage;

/// <summary>One person in one chat of Teams: where to reach them, and which conversation of ours it is.</summary>
internal sealed class ChatEntity
{
    public required string Tenant { get; set; }

    /// <summary>The chat's id in Teams, and in groups and channels the person's behind it.</summary>
    public required string Id { get; set; }

    /// <summary>The chat's id in Teams.</summary>
    public required string TeamsId { get; set; }

    /// <summary><c>personal</c>, <c>groupChat</c> or <c>channel</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>The person's object id in the directory.</summary>
    public required string UserId { get; set; }

    /// <summary>The person's id in the channel.</summary>
    public required string ChannelUserId { get; set; }

    public required string UserName { get; set; }

    public required string BotId { get; set; }

    /// <summary>Where answers go, as the newest activity said.</summary>
    public required string ServiceUrl { get; set; }

    public required string Locale { get; set; }

    /// <summary>Our conversation; null before the first message, and after <c>new</c>.</summary>
    public string? ConversationId { get; set; }

    /// <summary>The newest turn that a message of this chat became.</summary>
    public int LastTurn { get; set; }

    /// <summary>The last event of the conversation before that message: events of its turn come behind it.</summary>
    public long LastEvent { get; set; }

    /// <summary>The turn whose answer is to be brought next; null when none is waited for.</summary>
    public int? WatchedTurn { get; set; }

    /// <summary>When to look for it, by the database's clock; far enough ahead while somebody does.</summary>
    public DateTime? LookAt { get; set; }

    /// <summary>The stream in Teams that shows the answer of <see cref="StreamTurn"/> while it is written; null when none was begun.</summary>
    public string? StreamId { get; set; }

    public int? StreamTurn { get; set; }

    public DateTime? StreamBeganAt { get; set; }

    /// <summary>When anything last came from the person.</summary>
    public required DateTime SeenAt { get; set; }

    /// <summary>When the person last wrote something that became a turn.</summary>
    public required DateTime WroteAt { get; set; }

    /// <summary>True when the app was removed or the bot blocked: nothing is sent until the person writes again.</summary>
    public bool IsGone { get; set; }
}
