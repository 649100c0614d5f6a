using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>What a prompt is expected to answer.</summary>
public sealed class OutputVariable
{
    [AllowNull]
    public string Description { get; set => field = value ?? ""; } = "";

    public string? JsonSchema { get; set; }
}
