using System.Collections.ObjectModel;
using System.Reflection;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Arguments;
using Agent.Plugins.Calling.Caching;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>Makes a plugin of the tools of one class or several, each with <see cref="ToolMetadata"/>: the plain factory has no place to put it.</summary>
internal static class ToolPlugin
{
    public static KernelPlugin Create(string name, string description, params IEnumerable<object> targets) =>
        KernelPluginFactory.CreateFromFunctions(name, description, targets.SelectMany(ToolsOf));

    private static IEnumerable<KernelFunction> ToolsOf(object target) => target.GetType()
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        .Where(method => method.IsDefined(typeof(KernelFunctionAttribute)))
        .Select(method => CreateTool(method, target));

    private static KernelFunction CreateTool(MethodInfo method, object target)
    {
        return KernelFunctionFactory.CreateFromMethod(method, target, new KernelFunctionFromMethodOptions
        {
            FunctionName = method.GetCustomAttribute<KernelFunctionAttribute>()!.Name,
            Parameters = ToolParameters.Of(method),
            AdditionalMetadata = new ReadOnlyDictionary<string, object?>(MetadataOf(method)),
        });
    }

    private static Dictionary<string, object?> MetadataOf(MethodInfo method)
    {
        var metadata = new Dictionary<string, object?> { [ToolMetadata.Consequential] = method.IsDefined(typeof(ConsequentialAttribute)) };
        if (method.GetCustomAttribute<RequiresScopeAttribute>() is { } required)
        {
            metadata[ToolMetadata.Scope] = required.Scope;
        }

        if (method.GetCustomAttribute<ForRolesAttribute>() is { } audience)
        {
            metadata[ToolMetadata.Roles] = audience.Roles;
        }

        if (method.GetCustomAttribute<CacheableAttribute>() is { } cacheable)
        {
            metadata[ToolMetadata.CacheSeconds] = cacheable.Seconds;
            metadata[ToolMetadata.SameForAllCustomers] = cacheable.ForAllCustomers;
        }

        return metadata;
    }
}
