using System.Text.Json;
using Agent.Processes.Workflows.Support.Specialists;

namespace Agent.Processes.Evaluation;

/// <summary>One question with its right answer.</summary>
public sealed record EvaluationCase
{
    /// <summary>Unique in its suite.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="EvaluationSuite.Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The right answer; without a reason behind a colon it is right with any.</summary>
    public required string Expect { get; init; }

    /// <summary>Where it stands in its file, counted from 1.</summary>
    public int Line { get; init; }

    /// <summary>The customer's message, for guardrail and triage.</summary>
    public string Text { get; init; } = "";

    /// <summary>The category of the message before, for triage.</summary>
    public string Topic { get; init; } = "none";

    /// <summary>What the customer was told last, for triage.</summary>
    public string LastAnswer { get; init; } = "none";

    /// <summary>The proposed call's tool, for eligibility.</summary>
    public string? Tool { get; init; }

    /// <summary>For eligibility, the arguments of the proposed call; for the choice of a tool, those the call must have, or null when any will do.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>For eligibility: what the policy looks up, by the name it gives to that.</summary>
    public IReadOnlyDictionary<string, JsonElement> Facts { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Whose conversation it is, for the choice of a tool; null for a visitor nobody knows.</summary>
    public string? Customer { get; init; }

    /// <summary>What the specialist remembers, for the choice of a tool; the customer's message is the last thing said.</summary>
    internal IReadOnlyList<AgentMessage> Messages { get; init; } = [];

    /// <summary>The moment it is.</summary>
    public DateTimeOffset At { get; init; }
}
