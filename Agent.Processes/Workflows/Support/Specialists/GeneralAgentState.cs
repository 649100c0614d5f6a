namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>What the general agent remembers.</summary>
internal sealed class GeneralAgentState
{
    /// <summary>Its part of the conversation.</summary>
    public AppendOnlyLog<AgentMessage> Memory { get; set; } = new();

    /// <summary>See <see cref="OrdersAgentState.Summaries"/>.</summary>
    public AppendOnlyLog<TalkSummary> Summaries { get; set; } = new();

    /// <summary>See <see cref="OrdersAgentState.Draft"/>.</summary>
    public string? Draft { get; set; }

    /// <summary>The customer's last message.</summary>
    public string? LastCustomerText { get; set; }
}
