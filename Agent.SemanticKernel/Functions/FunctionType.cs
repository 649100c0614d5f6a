using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json;

namespace Microsoft.SemanticKernel;

/// <summary>The functions of a class, found once.</summary>
internal sealed class FunctionType
{
    private static readonly ConcurrentDictionary<(Type Type, JsonSerializerOptions? Options), FunctionType> Known = [];

    private FunctionType(Type type, JsonSerializerOptions? options)
    {
        PluginName = FunctionNames.Sanitize(type.Name);
        Description = type.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description;
        Methods =
        [
            .. type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
                .Where(method => method.GetCustomAttribute<KernelFunctionAttribute>(inherit: true) is not null)
                .Select(method => FunctionMethod.Of(method, options)),
        ];
    }

    public string PluginName { get; }

    public string? Description { get; }

    public IReadOnlyList<FunctionMethod> Methods { get; }

    public static FunctionType Of(Type type, JsonSerializerOptions? options) =>
        Known.GetOrAdd((type, options), static key => new(key.Type, key.Options));
}
