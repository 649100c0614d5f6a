using System.Text.Json;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>One entry of an agent's memory. A call and its result are one entry, so that no window can part them.</summary>
internal sealed record AgentMessage
{
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Call = "call";

    /// <summary><see cref="User"/>, <see cref="Assistant"/> or <see cref="Call"/>.</summary>
    public required string Role { get; init; }

    /// <summary>What was said; for a call, what the model said along with it.</summary>
    public string? Text { get; init; }

    /// <summary>The id the model sees, unique in the memory.</summary>
    public string? CallId { get; init; }

    public string? Tool { get; init; }

    public JsonElement? Arguments { get; init; }

    public string? Result { get; init; }

    /// <summary>Whether <see cref="Result"/> is a tool's own words: the model sees it marked as data.</summary>
    public bool IsToolOutput { get; init; }
}
