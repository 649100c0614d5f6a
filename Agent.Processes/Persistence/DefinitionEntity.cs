namespace Agent.Processes.Persistence;

/// <summary>A policies file or a prompt that came into force.</summary>
internal sealed class DefinitionEntity
{
    /// <summary>Counted over the service.</summary>
    public long Number { get; set; }

    /// <summary>One of <see cref="Definitions.DefinitionKinds"/>.</summary>
    public required string Kind { get; set; }

    public required string Name { get; set; }

    /// <summary>As the file states it; empty when it was taken out.</summary>
    public required string Version { get; set; }

    /// <summary>Of the text: an edit without a new version shows here.</summary>
    public required string Hash { get; set; }

    public required string Text { get; set; }

    /// <summary>Who brought it, as far as it is known.</summary>
    public required string ChangedBy { get; set; }

    public required DateTime At { get; set; }
}
