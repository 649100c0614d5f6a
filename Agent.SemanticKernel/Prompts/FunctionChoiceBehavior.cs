namespace Microsoft.SemanticKernel;

/// <summary>Which functions a model is offered as tools, and who calls them.</summary>
public abstract class FunctionChoiceBehavior
{
    private readonly List<KernelFunction>? _functions;

    internal FunctionChoiceBehavior(IEnumerable<KernelFunction>? functions, FunctionChoiceBehaviorOptions? options, bool autoInvoke)
    {
        _functions = functions is null ? null : [.. functions];
        Offered = _functions?.ConvertAll(function => function.ToString());
        OfferOptions = options;
        AutoInvoke = autoInvoke;
    }

    internal IList<string>? Offered { get; set; }

    internal FunctionChoiceBehaviorOptions? OfferOptions { get; set; }

    internal bool AutoInvoke { get; }

    /// <summary>The model decides whether to call one.</summary>
    /// <param name="functions">Null: all of the kernel's. With <paramref name="autoInvoke"/> they must be in the kernel.</param>
    /// <param name="autoInvoke">True: a prompt function calls what the model asks for, until it answers. False: the calls are the answer.</param>
    public static FunctionChoiceBehavior Auto(
        IEnumerable<KernelFunction>? functions = null, bool autoInvoke = true, FunctionChoiceBehaviorOptions? options = null) =>
        new AutoFunctionChoiceBehavior(functions, autoInvoke, options);

    /// <summary>The model must call one, the first time it is asked.</summary>
    /// <inheritdoc cref="Auto" path="/param"/>
    public static FunctionChoiceBehavior Required(
        IEnumerable<KernelFunction>? functions = null, bool autoInvoke = true, FunctionChoiceBehaviorOptions? options = null) =>
        new RequiredFunctionChoiceBehavior(functions, autoInvoke, options);

    /// <summary>The model knows of them but may not call any.</summary>
    public static FunctionChoiceBehavior None(IEnumerable<KernelFunction>? functions = null, FunctionChoiceBehaviorOptions? options = null) =>
        new NoneFunctionChoiceBehavior(functions, options);

    /// <exception cref="KernelException">A function is to be called automatically but no kernel has it, or it is named and nowhere to be found.</exception>
    internal IReadOnlyList<KernelFunction> Resolve(Kernel? kernel)
    {
        if (AutoInvoke && kernel is null)
        {
            throw new KernelException("Functions can only be called automatically in a kernel, and there is none.");
        }

        return Offered is null
            ? [.. kernel?.Plugins.SelectMany(plugin => plugin) ?? []]
            : [.. Offered.Select(name => Find(name, kernel))];
    }

    private KernelFunction Find(string name, Kernel? kernel)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (plugin, function) = dot < 0 ? (null, name) : (name[..dot], name[(dot + 1)..]);
        if (kernel is not null && kernel.Plugins.TryGetFunction(plugin, function, out var found))
        {
            return found;
        }

        var given = AutoInvoke ? null : _functions?.Find(candidate => candidate.ToString() == name);
        return given ?? throw new KernelException($"The function '{name}' is offered to the model, but the kernel does not have it.");
    }
}
