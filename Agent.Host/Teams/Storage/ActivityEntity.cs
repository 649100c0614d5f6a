namespace Agent.Host.Teams.Storage;

/// <summary>An activity that was taken in: its row keeps copies out.</summary>
internal sealed class ActivityEntity
{
    public required string Tenant { get; set; }

    /// <summary>The chat's id in Teams.</summary>
    public required string TeamsId { get; set; }

    /// <summary>Unique in its chat alone.</summary>
    public required string ActivityId { get; set; }

    /// <summary>The order of arrival.</summary>
    public long Number { get; set; }

    /// <summary>What copies of a button's click have in common that come under another id; null for others.</summary>
    public string? ClickKey { get; set; }

    public required string ChatId { get; set; }

    /// <summary>The activity as it came; null once it is done.</summary>
    public string? Body { get; set; }

    /// <summary>The answer to a click, for its copies.</summary>
    public string? Answer { get; set; }

    /// <summary>The request that brought it; null for one taken in before that was kept.</summary>
    public string? RequestId { get; set; }

    public bool IsDone { get; set; }

    public int Attempts { get; set; }

    /// <summary>Somebody works on it until then, by the database's clock.</summary>
    public DateTime? HeldUntil { get; set; }

    public required DateTime ReceivedAt { get; set; }
}
