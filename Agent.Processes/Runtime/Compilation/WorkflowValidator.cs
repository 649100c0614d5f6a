namespace Agent.Processes.Runtime.Compilation;

/// <summary>Finds at start what would otherwise show as a customer who never gets an answer.</summary>
internal static class WorkflowValidator
{
    public static void Validate(CompiledWorkflow workflow, List<string> faults)
    {
        var reached = Reached(workflow);
        var handlers = workflow.Steps.SelectMany(ErrorTargets).ToHashSet();
        foreach (var step in workflow.Steps)
        {
            if (!reached.Contains(step))
            {
                faults.Add($"Step '{step.Path}': nothing reaches it.");
            }

            faults.AddRange(step.Emits.Where(eventId => LeadsNowhere(workflow, step, eventId))
                .Select(eventId => $"Step '{step.Path}': its event '{eventId}' leads nowhere."));
            // A step that handles errors may fail itself: that fails the turn, and is recorded.
            faults.AddRange(step.Functions.Where(function => !handlers.Contains(step) && step.ErrorEdges.Length == 0 && !step.Edges.ContainsKey(function.ErrorEvent))
                .Select(function => $"Step '{step.Path}': an error of '{function.Name}' is not routed."));
            faults.AddRange(step.Functions.SelectMany(function => function.Parameters).Where(parameter => parameter.Type.IsInterface || parameter.Type.IsAbstract || parameter.Type == typeof(object))
                .Select(parameter => $"Step '{step.Path}': parameter '{parameter.Name}' is a {parameter.Type.Name}; a stored message can only be read as a concrete type."));
        }

        faults.AddRange(workflow.Steps.Where(step => step.Emits.Contains(ConversationEvents.ApprovalRequested) && !workflow.Inputs.ContainsKey(ConversationInputs.ApprovalExpired))
            .Select(step => $"Step '{step.Path}' asks for approvals: the workflow has to take the input '{ConversationInputs.ApprovalExpired}'."));
        faults.AddRange(workflow.EndEvents.Where(eventId => !workflow.Steps.Any(step => step.Emits.Contains(eventId)))
            .Select(eventId => $"The end event '{eventId}' is emitted by no step."));
    }

    private static bool LeadsNowhere(CompiledWorkflow workflow, CompiledStep step, string eventId) =>
        !step.Edges.ContainsKey(eventId) && !ConversationEvents.FromSteps.Contains(eventId) && !workflow.EndEvents.Contains(eventId);

    private static IEnumerable<CompiledStep> ErrorTargets(CompiledStep step) =>
        step.ErrorEdges.Concat(step.Functions.SelectMany(function => step.Edges.GetValueOrDefault(function.ErrorEvent, [])))
            .Select(edge => edge.Step).OfType<CompiledStep>();

    private static HashSet<CompiledStep> Reached(CompiledWorkflow workflow)
    {
        var reached = new HashSet<CompiledStep>();
        var open = new Queue<CompiledStep>(workflow.Inputs.Values.SelectMany(edges => edges).Select(edge => edge.Step).OfType<CompiledStep>());
        while (open.TryDequeue(out var step))
        {
            if (!reached.Add(step))
            {
                continue;
            }

            foreach (var next in step.Edges.Values.SelectMany(edges => edges).Concat(step.ErrorEdges).Select(edge => edge.Step).OfType<CompiledStep>())
            {
                open.Enqueue(next);
            }
        }

        return reached;
    }
}
