using System.ComponentModel.DataAnnotations;

namespace Agent.Processes;

/// <summary>How long what is stored is kept, and when the rest is removed.</summary>
public sealed class RetentionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Retention";

    /// <summary>How long the journal is kept: the model and tool calls of each superstep. States, events and the transcript stay. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan Journals { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a conversation is kept that has ended, failed or is idle, counted from the end of its last turn. Default 400 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan Conversations { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How long a sandbox fork is kept, counted likewise. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan Sandboxes { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long records of tool calls are kept. Default 400 days, at least 30.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "36500.00:00:00")]
    public TimeSpan ToolAudit { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How long what was told to webhooks is kept, or could not be. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan Webhooks { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long what came and went in Teams is kept, beside the conversation it became. Default 30 days, and at most; what came in goes after 7.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan Teams { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long acts are kept in the audit log. Default 2,192 days, six years, and at least 366 days. Without a key that signs the log (<c>Audit:SigningKeyPath</c>) nothing is removed from it.
    /// </summary>
    [Range(typeof(TimeSpan), "366.00:00:00", "36500.00:00:00")]
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(2192);

    /// <summary>Other times for single tenants, by the tenant's name.</summary>
    public Dictionary<string, TenantRetentionOptions> Tenants { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The time zone of <see cref="From"/> and <see cref="To"/>, such as <c>Europe/Berlin</c>. Default UTC.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When removing may begin, every day. Default 01:00.</summary>
    public TimeOnly From { get; set; } = new(1, 0);

    /// <summary>When it stops; before <see cref="From"/>, it is a time of the next day. Default 05:00.</summary>
    public TimeOnly To { get; set; } = new(5, 0);

    /// <summary>True to remove at any time of the day. Default false.</summary>
    public bool Anytime { get; set; }

    /// <summary>The most conversations one transaction removes or goes through. Default 100.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 100;

    /// <summary>The pause after each transaction, so that customers come first. Default 200 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long after one look through all conversations the next one begins. Default one hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}
