using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Access;

/// <summary>Says who may see and call which tool: one answer for the list of tools a caller is shown and for the call itself.</summary>
public static class ToolAccess
{
    /// <summary>The tools among some functions that a caller may see, in their order. What is no tool is not among them.</summary>
    public static IEnumerable<KernelFunction> VisibleTo(this IEnumerable<KernelFunction> functions, ToolCaller caller) =>
        functions.Where(function => ToolMetadata.IsTool(function) && MayCall(function, caller));

    /// <summary>Whether role and scopes are enough for the tool.</summary>
    public static bool MayCall(KernelFunction tool, ToolCaller caller) => IsForRole(tool, caller) && MissingScope(tool, caller) is null;

    /// <summary>Whether the tool is meant for callers of this role at all.</summary>
    public static bool IsForRole(KernelFunction tool, ToolCaller caller) =>
        ToolMetadata.RolesOf(tool) is not { Count: > 0 } roles || roles.Contains(caller.EffectiveRole);

    /// <summary>The scope the caller lacks for the tool, for a challenge that names it; null when it has all.</summary>
    public static string? MissingScope(KernelFunction tool, ToolCaller caller) =>
        ToolMetadata.ScopeOf(tool) is { } scope && !caller.Holds(scope) ? scope : null;
}
