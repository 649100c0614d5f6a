using System.Text.Json.Serialization.Metadata;
using Microsoft.SemanticKernel;

namespace Agent.Processes;

/// <summary>A workflow as the runtime registers it: the graph, and what the graph itself cannot say.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>The stored name, such as <c>support</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, such as <c>v1</c>. A conversation stays on the one it began with.</summary>
    public required string Version { get; init; }

    /// <summary>Builds the graph. Called once, at start.</summary>
    public required Func<ProcessBuilder> Build { get; init; }

    /// <summary>The public events that end the conversation. (A built graph no longer knows which event <c>StopProcess</c> was attached to.)</summary>
    public IReadOnlyList<string> EndEvents { get; init; } = [];

    /// <summary>The workflow's source-generated JSON metadata for states and payloads; types it lacks are read by reflection.</summary>
    public IJsonTypeInfoResolver? Json { get; init; }
}
