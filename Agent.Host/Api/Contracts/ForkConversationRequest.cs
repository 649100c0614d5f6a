using System.Text.Json;
using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>Forks a conversation.</summary>
public sealed record ForkConversationRequest
{
    /// <summary>The last superstep that is shared.</summary>
    public required int Checkpoint { get; set; }

    /// <summary>Edited step states, by step path: JSON merge patches onto the states after the superstep.</summary>
    public Dictionary<string, JsonElement>? States { get; set; }

    /// <summary>Versions of prompts to use in place of those in force, by the prompt's name.</summary>
    public Dictionary<string, string>? Prompts { get; set; }

    /// <summary>The answer to the approval that is open after the superstep.</summary>
    public ForkAnswer? Approval { get; set; }

    /// <summary>True to let consequential tools run for real. Only an operator may, and says why.</summary>
    public bool Live { get; set; }

    /// <summary>Why; kept with the fork.</summary>
    public string? Reason { get; set; }
}
