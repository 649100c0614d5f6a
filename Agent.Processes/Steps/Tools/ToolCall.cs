using System.Text.Json;

namespace Agent.Processes.Steps.Tools;

/// <summary>A call of a tool that was decided on and not made yet.</summary>
internal sealed record ToolCall
{
    /// <summary>Unique in its conversation and made by the workflow, not by the model: it is a part of the idempotency key.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool's name, without its plugin.</summary>
    public required string Tool { get; init; }

    /// <summary>An object with the arguments.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>On whose behalf; null for a visitor who is not identified.</summary>
    public string? CustomerId { get; init; }

    /// <summary>What the customer wrote to let it run, when that message has not reached the agent yet.</summary>
    public string? CustomerText { get; init; }
}
