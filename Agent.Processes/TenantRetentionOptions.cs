namespace Agent.Processes;

/// <summary>How long one tenant's data is kept, where that differs from <see cref="RetentionOptions"/>.</summary>
public sealed class TenantRetentionOptions
{
    /// <summary>See <see cref="RetentionOptions.Journals"/>.</summary>
    public TimeSpan? Journals { get; set; }

    /// <summary>See <see cref="RetentionOptions.Conversations"/>.</summary>
    public TimeSpan? Conversations { get; set; }

    /// <summary>See <see cref="RetentionOptions.Sandboxes"/>.</summary>
    public TimeSpan? Sandboxes { get; set; }

    /// <summary>See <see cref="RetentionOptions.ToolAudit"/>.</summary>
    public TimeSpan? ToolAudit { get; set; }

    /// <summary>See <see cref="RetentionOptions.Webhooks"/>.</summary>
    public TimeSpan? Webhooks { get; set; }

    /// <summary>See <see cref="RetentionOptions.Teams"/>.</summary>
    public TimeSpan? Teams { get; set; }

    /// <summary>See <see cref="RetentionOptions.Audit"/>.</summary>
    public TimeSpan? Audit { get; set; }
}
