using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>A named group of functions; their names are looked up without regard to case.</summary>
public abstract class KernelPlugin : IEnumerable<KernelFunction>
{
    /// <exception cref="ArgumentException">The name has characters other than letters, digits and underscores.</exception>
    protected KernelPlugin(string name, string? description = null)
    {
        FunctionNames.RequireValidPlugin(name);
        Name = name;
        Description = description ?? "";
    }

    public string Name { get; }

    public string Description { get; }

    public abstract int FunctionCount { get; }

    /// <exception cref="KeyNotFoundException">No such function.</exception>
    public KernelFunction this[string functionName] =>
        TryGetFunction(functionName, out var function)
            ? function
            : throw new KeyNotFoundException($"The plugin '{Name}' has no function '{functionName}'.");

    public bool Contains(string functionName) => TryGetFunction(functionName, out _);

    public bool Contains(KernelFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return TryGetFunction(function.Name, out var found) && found == function;
    }

    public abstract bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function);

    public IList<KernelFunctionMetadata> GetFunctionsMetadata() => [.. this.Select(function => function.Metadata)];

    public abstract IEnumerator<KernelFunction> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The functions as tools for a model: named <c>plugin_function</c> and, when called, run in <paramref name="kernel"/>.</summary>
    public IEnumerable<AIFunction> AsAIFunctions(Kernel? kernel = null) => this.Select(function => function.WithKernel(kernel));
}
