using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>What the metadata of a tool says beyond its name and parameters.</summary>
public static class ToolMetadata
{
    /// <summary>Key in <see cref="KernelFunctionMetadata.AdditionalProperties"/>: true for a tool that changes something, false for one that reads.</summary>
    public const string Consequential = "consequential";

    /// <summary>Key: the scope a caller needs, a text; absent for a tool that is open to every authenticated caller.</summary>
    public const string Scope = "scope";

    /// <summary>Key: the roles whose callers may use the tool, a list of texts; absent when all may.</summary>
    public const string Roles = "roles";

    /// <summary>Key: the system the tool stands for, whose faults it shares with its other tools; absent: <see cref="ToolSystems.BackOffice"/>.</summary>
    public const string System = "system";

    /// <summary>Key: for how many seconds an answer may be kept, a number; absent: not at all.</summary>
    public const string CacheSeconds = "cache_seconds";

    /// <summary>Key: true when every customer of a tenant gets the same answer.</summary>
    public const string SameForAllCustomers = "same_for_all_customers";

    /// <summary>Whether the function is a tool at all: prompts and a process's own steps are not.</summary>
    public static bool IsTool(KernelFunction function) => function.Metadata.AdditionalProperties.ContainsKey(Consequential);

    /// <summary>Whether calling the function changes something.</summary>
    public static bool IsConsequential(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(Consequential, out var value) && value is true;

    /// <summary>The scope a caller needs; null when none.</summary>
    public static string? ScopeOf(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(Scope, out var value) ? value as string : null;

    /// <summary>The system behind the tool.</summary>
    public static string SystemOf(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(System, out var value) && value is string { Length: > 0 } name ? name : ToolSystems.BackOffice;

    /// <summary>How long an answer may be kept; null: not at all.</summary>
    public static TimeSpan? CacheTimeOf(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(CacheSeconds, out var value) && value is int seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Whether every customer of a tenant gets the same answer.</summary>
    public static bool IsSameForAllCustomers(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(SameForAllCustomers, out var value) && value is true;

    /// <summary>The roles whose callers may use the tool; null when all may.</summary>
    public static IReadOnlyCollection<string>? RolesOf(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(Roles, out var value) ? value as IReadOnlyCollection<string> : null;
}
