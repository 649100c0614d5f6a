namespace Agent.Processes;

/// <summary>A workflow's graph is faulty. Thrown at start, with every fault found.</summary>
public sealed class WorkflowCompilationException(string workflow, IReadOnlyList<string> faults)
    : Exception($"Workflow '{workflow}' is faulty:{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", faults)}")
{
    /// <summary>The faults, each naming its step.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
