using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process.Tools;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>Compiles a <see cref="KernelProcess"/> once, at start. It reads only the public graph.</summary>
internal static class WorkflowCompiler
{
    public static CompiledWorkflow Compile(WorkflowDefinition definition)
    {
        var process = definition.Build().Build();
        var json = StoredJson.OptionsFor(definition.Json);
        var scope = new WorkflowScope(process, parent: null, path: "");
        var faults = new List<string>();
        var steps = new List<CompiledStep>();
        AddSteps(scope, steps, faults);
        var linker = new WorkflowLinker(definition, faults);
        var inputs = linker.Link(scope);
        var workflow = new CompiledWorkflow
        {
            Name = definition.Name,
            Version = definition.Version,
            Steps = steps,
            Inputs = inputs,
            EndEvents = definition.EndEvents.ToHashSet(StringComparer.Ordinal),
            Json = json,
            Mermaid = process.ToMermaid(),
        };
        WorkflowValidator.Validate(workflow, faults);
        return faults.Count == 0 ? workflow : throw new WorkflowCompilationException(definition.Name, faults);
    }

    private static void AddSteps(WorkflowScope scope, List<CompiledStep> steps, List<string> faults)
    {
        foreach (var info in scope.Process.Steps)
        {
            if (info is KernelProcess nested)
            {
                AddSteps(scope.AddNested(nested), steps, faults);
            }
            else if (info.GetType() != typeof(KernelProcessStepInfo))
            {
                faults.Add($"Step '{scope.PathOf(info)}' is a {info.GetType().Name}; only steps and nested processes can run durably.");
            }
            else
            {
                var step = Compile(info, scope.PathOf(info), steps.Count, faults);
                steps.Add(step);
                scope.Steps.Add(step.Id, step);
            }
        }
    }

    private static CompiledStep Compile(KernelProcessStepInfo info, string path, int index, List<string> faults)
    {
        var stateType = StateTypeOf(info.InnerStepType);
        return new()
        {
            Index = index,
            Path = path,
            EncodedPath = StoredNames.Encode(path),
            Id = WorkflowScope.IdOf(info),
            Type = info.InnerStepType,
            Factory = ActivatorUtilities.CreateFactory(info.InnerStepType, []),
            State = stateType is null ? null : StepState.Of(stateType, info.State),
            Versions = StateVersions.Of(info.InnerStepType, path, faults),
            Info = info.State,
            Functions = FunctionBinder.Bind(info.InnerStepType, path),
            Emits = (info.InnerStepType.GetCustomAttribute<EmitsAttribute>()?.EventIds ?? []).ToHashSet(StringComparer.Ordinal),
        };
    }

    private static Type? StateTypeOf(Type? stepType)
    {
        for (; stepType is not null; stepType = stepType.BaseType)
        {
            if (stepType.IsGenericType && stepType.GetGenericTypeDefinition() == typeof(KernelProcessStep<>))
            {
                return stepType.GetGenericArguments()[0];
            }
        }

        return null;
    }
}
