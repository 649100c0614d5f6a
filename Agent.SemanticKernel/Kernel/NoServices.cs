using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>The services of a kernel that was given none.</summary>
internal sealed class NoServices : IServiceProvider, IServiceProviderIsService, IKeyedServiceProvider
{
    public static NoServices Instance { get; } = new();

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IServiceProviderIsService) ? this
        : serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? Empty(serviceType)
        : null;

    public object? GetKeyedService(Type serviceType, object? serviceKey) => GetService(serviceType);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        GetService(serviceType) ?? throw new InvalidOperationException($"No service for type '{serviceType}' has been registered.");

    public bool IsService(Type serviceType) => false;

    private static Array Empty(Type enumerable) => Array.CreateInstance(enumerable.GenericTypeArguments[0], 0);
}
