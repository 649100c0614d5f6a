using System.Text.RegularExpressions;

namespace Microsoft.SemanticKernel;

/// <summary>Which names functions and plugins may have, and how those without one are named.</summary>
internal static partial class FunctionNames
{
    private const string AsyncSuffix = "Async";

    public static void RequireValidFunction(string? name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!FunctionName.IsMatch(name))
        {
            throw new ArgumentException($"A function name has only letters, digits, underscores and hyphens: '{name}'.", nameof(name));
        }
    }

    public static void RequireValidPlugin(string? name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!PluginName.IsMatch(name))
        {
            throw new ArgumentException($"A plugin name has only letters, digits and underscores: '{name}'.", nameof(name));
        }
    }

    /// <summary>A method's name as a function's: without "Async" when it is awaitable; what the compiler put into a lambda's name replaced.</summary>
    public static string FromMethod(string methodName, bool isAwaitable) =>
        Sanitize(isAwaitable && methodName.Length > AsyncSuffix.Length && methodName.EndsWith(AsyncSuffix, StringComparison.Ordinal)
            ? methodName[..^AsyncSuffix.Length]
            : methodName);

    public static string Sanitize(string name) => NotAllowed.Replace(name, "_");

    [GeneratedRegex("^[0-9A-Za-z_-]*$")]
    private static partial Regex FunctionName { get; }

    [GeneratedRegex("^[0-9A-Za-z_]*$")]
    private static partial Regex PluginName { get; }

    [GeneratedRegex("[^0-9A-Za-z_]")]
    private static partial Regex NotAllowed { get; }
}
