namespace Microsoft.SemanticKernel;

/// <inheritdoc cref="FunctionChoiceBehavior.None"/>
public sealed class NoneFunctionChoiceBehavior : FunctionChoiceBehavior
{
    public NoneFunctionChoiceBehavior()
        : this(functions: null, options: null)
    {
    }

    internal NoneFunctionChoiceBehavior(IEnumerable<KernelFunction>? functions, FunctionChoiceBehaviorOptions? options)
        : base(functions, options, autoInvoke: false)
    {
    }

    /// <summary>As <c>plugin.function</c>; null offers all of the kernel's, an empty list none.</summary>
    public IList<string>? Functions
    {
        get => Offered;
        set => Offered = value;
    }

    public FunctionChoiceBehaviorOptions? Options
    {
        get => OfferOptions;
        set => OfferOptions = value;
    }
}
