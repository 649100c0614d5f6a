using System.Reflection;
using Microsoft.SemanticKernel.Process;

namespace Microsoft.SemanticKernel;

/// <summary>A step implemented by a class of its own. Created by the methods of <see cref="ProcessBuilder"/>.</summary>
public class ProcessStepBuilderTyped : ProcessStepBuilder
{
    private static readonly MethodInfo StatefulFactory =
        typeof(ProcessStepBuilderTyped).GetMethod(nameof(CreateState), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Type _stepType;
    private readonly string _version;
    private readonly Func<KernelProcessStepState> _createState;
    private readonly KernelFunctionMetadata[] _functions;

    internal ProcessStepBuilderTyped(Type stepType, string? id, IReadOnlyList<string>? aliases, object? initialState = null)
        : base(RequireUsableId(id ?? stepType.Name), aliases)
    {
        if (!stepType.IsAssignableTo(typeof(KernelProcessStep)))
        {
            throw new ArgumentException($"{stepType} cannot be step '{Id}': it does not derive from {nameof(KernelProcessStep)}.", nameof(stepType));
        }

        _stepType = stepType;
        _version = (stepType.GetCustomAttribute<KernelProcessStepMetadataAttribute>() ?? new()).Version;
        _functions = [.. KernelFunctionMetadataFactory.CreateFromType(stepType)];
        _createState = StateTypeOf(stepType) is { } stateType
            ? StatefulCreator(stateType, initialState)
            : () => new KernelProcessStepState(Name, _version, Id);
    }

    internal override KernelFunctionMetadata ResolveFunction(string? functionName)
    {
        if (string.IsNullOrWhiteSpace(functionName))
        {
            return _functions is [var only]
                ? only
                : throw new KernelException($"Step '{Id}' has {FunctionList()}: say which function is meant.");
        }

        return Array.Find(_functions, function => function.Name == functionName)
            ?? throw new KernelException($"Step '{Id}' has no function '{functionName}'. It has {FunctionList()}.");
    }

    internal override KernelProcessStepInfo BuildStep() => new(_stepType, _createState(), BuildEdges());

    // A step's id becomes the name of the plugin that holds its functions, and edge keys are split at dots.
    private static string RequireUsableId(string id) =>
        id.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? id
            : throw new ArgumentException($"'{id}' cannot be the id of a step: only ASCII letters, digits and underscores are allowed.", nameof(id));

    private static Type? StateTypeOf(Type stepType)
    {
        for (var type = stepType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KernelProcessStep<>))
            {
                return type.GetGenericArguments()[0];
            }
        }

        return null;
    }

    private Func<KernelProcessStepState> StatefulCreator(Type stateType, object? initialState)
    {
        var create = StatefulFactory.MakeGenericMethod(stateType).CreateDelegate<Func<string, string, object?, KernelProcessStepState>>();
        return () => create(Id, _version, initialState);
    }

    private static KernelProcessStepState<TState> CreateState<TState>(string id, string version, object? initialState)
        where TState : class, new() => new(id, version, id) { State = (TState?)initialState ?? new TState() };

    private string FunctionList() =>
        _functions.Length == 0 ? "no functions" : "the functions " + string.Join(", ", _functions.Select(function => $"'{function.Name}'"));
}
