using System.Text.Json;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>A call the model asked for that has not been worked off.</summary>
internal sealed record PlannedCall
{
    /// <summary>See <see cref="Steps.Tools.ToolCall.CallId"/>.</summary>
    public required string CallId { get; init; }

    public required string Tool { get; init; }

    public required JsonElement Arguments { get; init; }

    /// <summary>What the model said along with it.</summary>
    public string? Text { get; init; }
}
