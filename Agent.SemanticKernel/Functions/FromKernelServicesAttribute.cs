namespace Microsoft.SemanticKernel;

/// <summary>Takes a function's parameter from the kernel's services; a model never sees it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromKernelServicesAttribute : Attribute
{
    public FromKernelServicesAttribute()
    {
    }

    public FromKernelServicesAttribute(object? serviceKey) => ServiceKey = serviceKey;

    public object? ServiceKey { get; }
}
