namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>What the orders specialist remembers.</summary>
internal sealed class OrdersAgentState
{
    /// <summary>The conversation as the model sees it.</summary>
    public AppendOnlyLog<AgentMessage> Memory { get; set; } = new();

    /// <summary>What stands for the beginning of a long conversation, the last one for all of it; empty while everything is told. A log, since a state is written often.</summary>
    public AppendOnlyLog<TalkSummary> Summaries { get; set; } = new();

    /// <summary>The last answer, which joins the memory once the conversation goes on: until then it may be rejected.</summary>
    public string? Draft { get; set; }

    /// <summary>Calls the model asked for, in order.</summary>
    public List<PlannedCall> Planned { get; set; } = [];

    /// <summary>Calls that wait behind the one that waits for approval.</summary>
    public List<PlannedCall> Deferred { get; set; } = [];

    /// <summary>How many calls were ever planned; makes their ids.</summary>
    public int Calls { get; set; }

    /// <summary>The turn <see cref="Iterations"/> are counted in.</summary>
    public string? TurnId { get; set; }

    /// <summary>Model calls in this turn.</summary>
    public int Iterations { get; set; }

    /// <summary>The customer's last message.</summary>
    public string? LastCustomerText { get; set; }

    /// <summary>The customer the tools found; null while they found none.</summary>
    public string? FoundCustomerId { get; set; }

    /// <summary>True when there is no customer of the id the channel gave.</summary>
    public bool IsChannelIdUnknown { get; set; }

    /// <summary>What waits for approval, in one sentence; null when nothing does.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>The call that waits.</summary>
    public string? WaitingCallId { get; set; }

    /// <summary>What tool results have proven, see <see cref="Steps.Guarding.ActionEvidence"/>.</summary>
    public List<string> Evidence { get; set; } = [];
}
