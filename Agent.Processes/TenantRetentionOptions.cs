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
}
