namespace Agent.Host.Teams.Storage;

/// <summary>Something to be sent to a chat, or that was.</summary>
internal sealed class OutgoingEntity
{
    public required string Tenant { get; set; }

    /// <summary>The order in which a chat's are sent.</summary>
    public long Number { get; set; }

    /// <summary>What it is, such as an answer of one turn: a second one of the same key is not stored.</summary>
    public required string Key { get; set; }

    public required string ChatId { get; set; }

    /// <summary>The activity to send.</summary>
    public required string Body { get; set; }

    /// <summary>The approval that a card asks about.</summary>
    public string? ApprovalId { get; set; }

    /// <summary>What a click on the card must carry beside the approval's id.</summary>
    public string? Nonce { get; set; }

    /// <summary>True for a card whose question is still open.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The <see cref="Number"/> of the card that this replaces; null for something new.</summary>
    public long? Replaces { get; set; }

    /// <summary>Its id in Teams, once it was sent.</summary>
    public string? SentId { get; set; }

    /// <summary>The stream in Teams that this ends; null for a message by itself.</summary>
    public string? StreamId { get; set; }

    /// <summary>Until when Teams takes the end of the stream.</summary>
    public DateTime? StreamUntil { get; set; }

    /// <summary>What the stream has shown: its end must begin with it.</summary>
    public string? Shown { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Why it was given up.</summary>
    public string? Failure { get; set; }

    public int Attempts { get; set; }

    /// <summary>Not before then, by the database's clock; while somebody sends it, until then it is theirs.</summary>
    public required DateTime NextAt { get; set; }

    public required DateTime CreatedAt { get; set; }
}
