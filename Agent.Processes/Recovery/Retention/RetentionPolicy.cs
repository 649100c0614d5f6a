namespace Agent.Processes.Recovery.Retention;

/// <summary>How long one tenant's data is kept.</summary>
internal sealed record RetentionPolicy(TimeSpan Journals, TimeSpan Conversations, TimeSpan Sandboxes)
{
    public static RetentionPolicy Of(RetentionOptions options, string tenant)
    {
        var own = options.Tenants.GetValueOrDefault(tenant);
        return new(own?.Journals ?? options.Journals, own?.Conversations ?? options.Conversations, own?.Sandboxes ?? options.Sandboxes);
    }
}
