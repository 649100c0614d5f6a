namespace Agent.Processes.Runtime.Execution;

/// <summary>A step threw, and the graph leads its error nowhere: the turn fails.</summary>
internal sealed class UnroutedErrorException(string step, Exception inner) : Exception($"Step '{step}' failed: {inner.Message}", inner)
{
    public string Step { get; } = step;
}
