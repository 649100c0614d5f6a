using Agent.Processes.Runtime.Compilation;

namespace Agent.Processes.Runtime;

/// <summary>The compiled workflows, every version.</summary>
internal sealed class WorkflowRegistry
{
    private readonly Dictionary<(string Name, string Version), CompiledWorkflow> _workflows = [];
    private readonly Dictionary<string, CompiledWorkflow> _newest = new(StringComparer.Ordinal);

    /// <param name="definitions">In the order of their registration: of several versions of a workflow, the last one is the newest.</param>
    /// <exception cref="WorkflowCompilationException">A graph is faulty.</exception>
    public WorkflowRegistry(IEnumerable<WorkflowDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            var workflow = WorkflowCompiler.Compile(definition);
            if (!_workflows.TryAdd((workflow.Name, workflow.Version), workflow))
            {
                throw new WorkflowCompilationException(workflow.Name, [$"Version {workflow.Version} is registered twice."]);
            }

            _newest[workflow.Name] = workflow;
        }

        Views = [.. _workflows.Values.Select(View)];
        Versions = [.. _workflows.Keys.Select(version => $"{version.Name}/{version.Version}")];
    }

    public IReadOnlyList<WorkflowView> Views { get; }

    /// <summary>What this replica can work on, such as <c>support/v1</c>.</summary>
    public IReadOnlyList<string> Versions { get; }

    public CompiledWorkflow? FindNewest(string name) => _newest.GetValueOrDefault(name);

    public CompiledWorkflow? Find(string name, string version) => _workflows.GetValueOrDefault((name, version));

    internal static WorkflowView View(CompiledWorkflow workflow) => new(
        workflow.Name,
        workflow.Version,
        workflow.Mermaid,
        [.. workflow.Steps.Select(step => step.Path)],
        [
            .. workflow.Inputs.SelectMany(input => input.Value.Select(edge => View("", input.Key, edge))),
            .. workflow.Steps.SelectMany(step => step.Edges.SelectMany(group => group.Value.Select(edge => View(step.Path, group.Key, edge)))),
        ]);

    private static WorkflowEdgeView View(string from, string eventId, CompiledEdge edge) =>
        new(from, eventId, edge.Step?.Path ?? "", edge.Function?.Name ?? "");
}
