namespace Agent.Processes.Workflows.Support;

/// <summary>The categories of triage, which are the teams a ticket can go to.</summary>
internal static class SupportTeams
{
    public const string Orders = "orders";
    public const string General = "general";
    public const string Human = "human";
}
