namespace Microsoft.SemanticKernel;

/// <summary>Declares a process: its steps, its input events, and what each event triggers.</summary>
/// <remarks>
/// Each call of <see cref="Build"/> makes an independent graph with the same ids. Only an initial state passed to
/// <c>AddStepFromType</c> is shared by all of them: leave it out where a process runs more than once.
/// </remarks>
public sealed class ProcessBuilder : ProcessStepBuilder
{
    private readonly List<ProcessStepBuilder> _steps = [];
    private readonly Dictionary<string, ProcessFunctionTargetBuilder> _inputTargets = new(StringComparer.Ordinal);

    /// <param name="id">The process's id and name, the same in every build.</param>
    /// <param name="description">What the process is for.</param>
    public ProcessBuilder(string id, string? description = null)
        : base(id) => Description = description;

    /// <summary>Default: <c>v1</c>.</summary>
    public string Version { get; init; } = "v1";

    public string? Description { get; init; }

    public IReadOnlyList<ProcessStepBuilder> Steps => _steps.AsReadOnly();

    /// <summary>Adds a step implemented by a class.</summary>
    /// <param name="id">Letters, digits and underscores; default: the class's name.</param>
    /// <param name="aliases">Ids the step had in earlier versions of the process.</param>
    /// <exception cref="ArgumentException">The id has other characters, or the class has no function.</exception>
    /// <exception cref="InvalidOperationException">The process already has a step of this id.</exception>
    public ProcessStepBuilder AddStepFromType<TStep>(string? id = null, IReadOnlyList<string>? aliases = null)
        where TStep : KernelProcessStep => AddStepFromType(typeof(TStep), id, aliases);

    /// <inheritdoc cref="AddStepFromType{TStep}(string?, IReadOnlyList{string}?)"/>
    public ProcessStepBuilder AddStepFromType(Type stepType, string? id = null, IReadOnlyList<string>? aliases = null)
    {
        ArgumentNullException.ThrowIfNull(stepType);
        return Add(new ProcessStepBuilderTyped(stepType, id, aliases));
    }

    /// <summary>Adds a step that starts with the given state. This very object is put into every build.</summary>
    /// <inheritdoc cref="AddStepFromType{TStep}(string?, IReadOnlyList{string}?)"/>
    public ProcessStepBuilder AddStepFromType<TStep, TState>(TState initialState, string? id = null, IReadOnlyList<string>? aliases = null)
        where TStep : KernelProcessStep<TState>
        where TState : class, new() => Add(new ProcessStepBuilderTyped(typeof(TStep), id, aliases, initialState));

    /// <summary>Adds a whole process as one step. Send events into it with <see cref="WhereInputEventIs"/>.</summary>
    /// <returns>The nested process, on which the parent listens to its public events with <c>OnEvent</c>.</returns>
    /// <exception cref="InvalidOperationException">The process already has a step of this id.</exception>
    public ProcessBuilder AddStepFromProcess(ProcessBuilder kernelProcess, IReadOnlyList<string>? aliases = null)
    {
        ArgumentNullException.ThrowIfNull(kernelProcess);
        kernelProcess.Aliases = aliases ?? kernelProcess.Aliases;
        return Add(kernelProcess);
    }

    /// <summary>Begins an edge for an event that comes from outside the process.</summary>
    public ProcessEdgeBuilder OnInputEvent(string eventId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventId);
        return new(this, eventId);
    }

    /// <summary>
    /// Begins an edge for exceptions that no <c>OnFunctionError</c> edge handles, those of nested processes included;
    /// its data is a <see cref="KernelProcessError"/>.
    /// </summary>
    public ProcessEdgeBuilder OnError() => new(this, ProcessKeys.GlobalError);

    /// <summary>The target that sends an input event into this process, where it is a step of another.</summary>
    /// <exception cref="KernelException">The process declares no such input event (yet), or one that only stops it.</exception>
    public ProcessFunctionTargetBuilder WhereInputEventIs(string eventId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventId);
        return _inputTargets.TryGetValue(eventId, out var target)
            ? target with { Step = this, TargetEventId = eventId }
            : throw new KernelException($"Process '{Id}' has no input event '{eventId}' that leads to a step.");
    }

    public KernelProcess Build() =>
        new(new KernelProcessState(Name, Version, Id), _steps.ConvertAll(step => step.BuildStep()), BuildEdges()) { Description = Description };

    internal override KernelProcessStepInfo BuildStep() => Build();

    internal override KernelFunctionMetadata ResolveFunction(string? functionName) =>
        throw new KernelException($"Process '{Id}' has no functions of its own; target one of its input events with {nameof(WhereInputEventIs)}.");

    internal void RememberInput(string eventId, ProcessTargetBuilder target)
    {
        if (target is ProcessFunctionTargetBuilder function)
        {
            _inputTargets[eventId] = function;
        }
    }

    private TBuilder Add<TBuilder>(TBuilder step)
        where TBuilder : ProcessStepBuilder
    {
        if (_steps.Exists(other => other.Id == step.Id))
        {
            throw new InvalidOperationException($"Process '{Id}' already has a step '{step.Id}'.");
        }

        _steps.Add(step);
        return step;
    }
}
