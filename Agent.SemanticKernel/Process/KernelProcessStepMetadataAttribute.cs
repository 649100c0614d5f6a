namespace Microsoft.SemanticKernel.Process;

/// <summary>The version of a step's code and state; it appears as <see cref="KernelProcessStepState.Version"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KernelProcessStepMetadataAttribute : Attribute
{
    public KernelProcessStepMetadataAttribute()
    {
    }

    public KernelProcessStepMetadataAttribute(string version) => Version = version;

    /// <summary>Default: <c>v1</c>, as for a step without the attribute.</summary>
    public string Version { get; } = "v1";
}
