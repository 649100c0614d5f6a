namespace Agent.Processes.Search;

/// <summary>What is counted. Stored names.</summary>
internal static class MeasureKinds
{
    public const string Step = "step";
    public const string Tool = "tool";
    public const string Guardrail = "guardrail";
    public const string Allowed = "allowed";
    public const string Blocked = "blocked";
}
