namespace Microsoft.SemanticKernel;

/// <summary>A step of a process under construction: declare here what its events trigger.</summary>
public abstract class ProcessStepBuilder
{
    private readonly Dictionary<string, List<ProcessStepEdgeBuilder>> _edges = new(StringComparer.OrdinalIgnoreCase);

    private protected ProcessStepBuilder(string id, IReadOnlyList<string>? aliases = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        Id = id;
        Aliases = aliases ?? [];
    }

    public string Id { get; }

    /// <summary>The same as <see cref="Id"/>.</summary>
    public string Name => Id;

    /// <summary>Ids the step had in earlier versions of the process.</summary>
    public IReadOnlyList<string> Aliases { get; internal set; }

    /// <summary>Begins an edge that fires when the step emits this event.</summary>
    public ProcessStepEdgeBuilder OnEvent(string eventId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventId);
        return new(this, GetScopedEventId(eventId));
    }

    /// <summary>Begins an edge that fires when a function of the step returns; its data is what the function returned.</summary>
    /// <param name="functionName">May be omitted when the step has one function only.</param>
    /// <exception cref="KernelException">The name is omitted and the step has several functions.</exception>
    public ProcessStepEdgeBuilder OnFunctionResult(string? functionName = null) => OnEvent(FunctionOrOnlyOne(functionName) + ProcessKeys.ResultSuffix);

    /// <summary>Begins an edge that fires when a function of the step throws; its data is a <see cref="KernelProcessError"/>.</summary>
    /// <param name="functionName">May be omitted when the step has one function only.</param>
    /// <exception cref="KernelException">The name is omitted and the step has several functions.</exception>
    public ProcessStepEdgeBuilder OnFunctionError(string? functionName = null) => OnEvent(FunctionOrOnlyOne(functionName) + ProcessKeys.ErrorSuffix);

    private protected string GetScopedEventId(string eventId) => $"{Id}.{eventId}";

    internal void LinkTo(string key, ProcessStepEdgeBuilder edge)
    {
        if (!_edges.TryGetValue(key, out var edges))
        {
            _edges[key] = edges = [];
        }

        edges.Add(edge);
    }

    /// <summary>The function of that name, or the only one when there is no name.</summary>
    internal abstract KernelFunctionMetadata ResolveFunction(string? functionName);

    internal abstract KernelProcessStepInfo BuildStep();

    private protected Dictionary<string, List<KernelProcessEdge>> BuildEdges() =>
        _edges.ToDictionary(pair => pair.Key, pair => pair.Value.ConvertAll(edge => edge.Build()), StringComparer.Ordinal);

    private string FunctionOrOnlyOne(string? functionName) =>
        string.IsNullOrWhiteSpace(functionName) ? ResolveFunction(null).Name : functionName;
}
