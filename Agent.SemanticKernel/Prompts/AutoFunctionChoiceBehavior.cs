namespace Microsoft.SemanticKernel;

/// <inheritdoc cref="FunctionChoiceBehavior.Auto"/>
public sealed class AutoFunctionChoiceBehavior : FunctionChoiceBehavior
{
    public AutoFunctionChoiceBehavior()
        : this(functions: null, autoInvoke: true, options: null)
    {
    }

    internal AutoFunctionChoiceBehavior(IEnumerable<KernelFunction>? functions, bool autoInvoke, FunctionChoiceBehaviorOptions? options)
        : base(functions, options, autoInvoke)
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
