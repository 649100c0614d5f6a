using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>
/// The keys under which each service type is registered. A container cannot be asked for "all, keyed or not", so a kernel built by its
/// own builder carries this list; a kernel from an application's container has none and sees only unkeyed services without a key.
/// </summary>
internal sealed class KeyedServiceMap
{
    private readonly Dictionary<Type, List<object?>> _keys = [];

    public KeyedServiceMap(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (!_keys.TryGetValue(service.ServiceType, out var keys))
            {
                _keys[service.ServiceType] = keys = [];
            }

            if (!keys.Contains(service.ServiceKey))
            {
                keys.Add(service.ServiceKey);
            }
        }
    }

    public IEnumerable<T> GetAll<T>(IServiceProvider services)
        where T : class =>
        _keys.TryGetValue(typeof(T), out var keys) ? keys.SelectMany(key => services.GetKeyedServices<T>(key)) : [];
}
