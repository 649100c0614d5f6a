using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>Resolves the edges of a graph to steps and functions.</summary>
internal sealed class WorkflowLinker(WorkflowDefinition definition, List<string> faults)
{
    // Semantic Kernel keeps these names to itself; they are part of the built graph all the same.
    private const string GlobalErrorKey = "Microsoft.SemanticKernel.Process.Global.OnError";
    private const string EndStepKey = "Microsoft.SemanticKernel.Process.EndStep";

    /// <summary>Links every step in the scope and returns where the root's input events lead.</summary>
    public IReadOnlyDictionary<string, CompiledEdge[]> Link(WorkflowScope root)
    {
        LinkSteps(root);
        return root.Process.Edges.Where(edge => edge.Key != GlobalErrorKey)
            .ToDictionary(edge => edge.Key, edge => Resolve(root, edge.Value, $"input '{edge.Key}'"), StringComparer.Ordinal);
    }

    private void LinkSteps(WorkflowScope scope)
    {
        foreach (var info in scope.Process.Steps.Where(info => info is not KernelProcess))
        {
            if (scope.Steps.TryGetValue(WorkflowScope.IdOf(info), out var step))
            {
                LinkStep(scope, info, step);
            }
        }

        foreach (var nested in scope.Nested.Values)
        {
            LinkSteps(nested);
            LinkPublicEvents(scope, nested);
        }
    }

    private void LinkStep(WorkflowScope scope, KernelProcessStepInfo info, CompiledStep step)
    {
        foreach (var (key, edges) in info.Edges.Where(edge => edge.Key != EndStepKey))
        {
            var eventId = key.StartsWith(step.Id + ".", StringComparison.Ordinal) ? key[(step.Id.Length + 1)..] : key;
            if (!CanEmit(step, eventId))
            {
                faults.Add($"Step '{step.Path}': an edge waits for the event '{eventId}', which the step does not emit (see [Emits]).");
            }

            Add(step, eventId, Resolve(scope, edges, $"step '{step.Path}', event '{eventId}'"));
        }

        step.ErrorEdges = ErrorEdges(scope);
    }

    /// <summary>A nested process passes its steps' public events on under its own id.</summary>
    private void LinkPublicEvents(WorkflowScope scope, WorkflowScope nested)
    {
        foreach (var (key, edges) in nested.Process.Edges)
        {
            if (key == GlobalErrorKey || !key.StartsWith(nested.Id + ".", StringComparison.Ordinal))
            {
                continue;
            }

            var eventId = key[(nested.Id.Length + 1)..];
            var emitters = nested.AllSteps.Where(step => CanEmit(step, eventId)).ToArray();
            if (emitters.Length == 0)
            {
                faults.Add($"Process '{nested.Id}': an edge waits for its event '{eventId}', which none of its steps emits.");
            }

            var resolved = Resolve(scope, edges, $"process '{nested.Id}', event '{eventId}'").Select(edge => edge with { PublicOnly = true }).ToArray();
            foreach (var step in emitters)
            {
                Add(step, eventId, resolved);
            }
        }
    }

    private CompiledEdge[] ErrorEdges(WorkflowScope? scope)
    {
        for (; scope is not null; scope = scope.Parent)
        {
            if (scope.Process.Edges.TryGetValue(GlobalErrorKey, out var edges))
            {
                return Resolve(scope, edges, "the process's error event");
            }
        }

        return [];
    }

    private CompiledEdge[] Resolve(WorkflowScope scope, IEnumerable<KernelProcessEdge> edges, string source) =>
        [.. edges.SelectMany(edge => Resolve(scope, edge, source))];

    private IEnumerable<CompiledEdge> Resolve(WorkflowScope scope, KernelProcessEdge edge, string source)
    {
        if (edge.GroupId is not null || edge.OutputTarget is not KernelProcessFunctionTarget target)
        {
            return Fault($"{source}: only edges to a step's function can run durably.");
        }

        if (target.StepId == EndStepKey)
        {
            return [new CompiledEdge()];
        }

        if (scope.Nested.TryGetValue(target.StepId, out var nested))
        {
            return target.TargetEventId is { } input && nested.Process.Edges.TryGetValue(input, out var inner)
                ? Resolve(nested, inner, source)
                : Fault($"{source}: process '{target.StepId}' has no input event '{target.TargetEventId}'.");
        }

        if (!scope.Steps.TryGetValue(target.StepId, out var step))
        {
            return Fault($"{source}: there is no step '{target.StepId}'.");
        }

        var function = step.Functions.FirstOrDefault(candidate => candidate.Name == target.FunctionName);
        if (function is null)
        {
            return Fault($"{source}: step '{step.Path}' has no function '{target.FunctionName}'.");
        }

        var parameter = target.ParameterName is null
            ? function.Parameters.Count == 1 ? function.Parameters[0] : null
            : function.Parameters.FirstOrDefault(candidate => candidate.Name == target.ParameterName);
        return parameter is null && function.Parameters.Count > 0
            ? Fault($"{source}: say which parameter of '{step.Path}.{function.Name}' takes the event.")
            : [new CompiledEdge { Step = step, Function = function, Parameter = parameter, Condition = ConditionOf(edge) }];
    }

    /// <summary>An edge without a condition of its own carries one of Semantic Kernel's that is always true: not worth calling on every event.</summary>
    private static KernelProcessEdgeCondition? ConditionOf(KernelProcessEdge edge) =>
        edge.Condition?.Callback.Method.Module.Assembly == typeof(KernelProcessEdge).Assembly ? null : edge.Condition;

    private IEnumerable<CompiledEdge> Fault(string fault)
    {
        faults.Add($"{definition.Name}: {fault}");
        return [];
    }

    private static bool CanEmit(CompiledStep step, string eventId) =>
        step.Emits.Contains(eventId) || step.Functions.Any(function => function.ResultEvent == eventId || function.ErrorEvent == eventId);

    private static void Add(CompiledStep step, string eventId, CompiledEdge[] edges) =>
        step.Edges[eventId] = step.Edges.TryGetValue(eventId, out var present) ? [.. present, .. edges] : edges;
}
