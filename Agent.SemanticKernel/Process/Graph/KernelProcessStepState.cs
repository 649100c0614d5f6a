namespace Microsoft.SemanticKernel;

/// <summary>Who a step is: its id, name and version. A step without a state of its own has only this.</summary>
public record KernelProcessStepState
{
    public KernelProcessStepState(string name, string version, string? id = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        Id = id;
        Name = name;
        Version = version;
    }

    /// <summary>The id given in the process builder; the same in every build of the definition.</summary>
    public string? Id { get; init; }

    public string Name { get; init; }

    public string Version { get; init; }
}
