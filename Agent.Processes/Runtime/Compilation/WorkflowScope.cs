using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>One process of a graph, the root or a nested one, while its edges are resolved.</summary>
internal sealed class WorkflowScope(KernelProcess process, WorkflowScope? parent, string path)
{
    public KernelProcess Process { get; } = process;

    public WorkflowScope? Parent { get; } = parent;

    public string Id => IdOf(Process);

    public Dictionary<string, CompiledStep> Steps { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, WorkflowScope> Nested { get; } = new(StringComparer.Ordinal);

    /// <summary>Every step in here, at any depth.</summary>
    public IEnumerable<CompiledStep> AllSteps => Steps.Values.Concat(Nested.Values.SelectMany(nested => nested.AllSteps));

    public string PathOf(KernelProcessStepInfo info) => path + IdOf(info);

    public WorkflowScope AddNested(KernelProcess nested)
    {
        var scope = new WorkflowScope(nested, this, PathOf(nested) + "/");
        Nested.Add(scope.Id, scope);
        return scope;
    }

    /// <summary>Since version 1.54 a step's id is its name.</summary>
    public static string IdOf(KernelProcessStepInfo info) => info.State.Id ?? info.State.Name;
}
