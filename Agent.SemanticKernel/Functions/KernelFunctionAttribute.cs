namespace Microsoft.SemanticKernel;

/// <summary>Makes a method a function of the plugin its class becomes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelFunctionAttribute : Attribute
{
    /// <summary>The function is named after the method, without "Async" if that is awaitable.</summary>
    public KernelFunctionAttribute()
    {
    }

    public KernelFunctionAttribute(string? name) => Name = name;

    public string? Name { get; }
}
