namespace Agent.Processes.Workflows.Support;

/// <summary>What triage remembers between messages.</summary>
internal sealed class TriageState
{
    /// <summary>The category of the message before.</summary>
    public string Topic { get; set; } = "none";

    /// <summary>What the customer was told last.</summary>
    public string LastAnswer { get; set; } = "none";

    /// <summary>Whether an approval is open in the orders process.</summary>
    public bool IsWaiting { get; set; }
}
