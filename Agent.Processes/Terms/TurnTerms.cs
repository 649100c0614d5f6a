using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Terms;

/// <summary>What is different for a tenant, made ready for a turn.</summary>
internal sealed record TurnTerms
{
    /// <summary>The id under which it is recorded, so that a replay finds it; null where a replay needs nothing of it.</summary>
    public string? Id { get; init; }

    public required TenantTerms Terms { get; init; }

    /// <summary>The file's policies with the tenant's values; null where it has none.</summary>
    public PolicyBook? Policies { get; init; }

    /// <summary>The prompts with words of the tenant, by name.</summary>
    public required IReadOnlyDictionary<string, Prompt> Overlays { get; init; }

    /// <summary>Tells the steps of a turn.</summary>
    public void LayInto(Kernel kernel)
    {
        kernel.Data[KernelConversationExtensions.TermsKey] = Terms;
        if (Policies is not null)
        {
            kernel.Data[KernelConversationExtensions.PoliciesKey] = Policies;
        }

        if (Overlays.Count > 0)
        {
            kernel.Data[KernelConversationExtensions.OverlaysKey] = Overlays;
        }

        if (Id is not null)
        {
            kernel.Data[KernelConversationExtensions.TermsIdKey] = Id;
        }

        if (Terms.Tools is { } tools)
        {
            Keep(kernel, tools);
        }
    }

    /// <summary>Leaves the tools that a tenant may use, and every function that is none.</summary>
    private static void Keep(Kernel ours, IReadOnlyList<string> tools)
    {
        KernelPlugin[] kept =
        [
            .. ours.Plugins.Select(plugin => KernelPluginFactory.CreateFromFunctions(plugin.Name, plugin.Description, plugin.Where(function => tools.Contains(function.Name, StringComparer.Ordinal)))),
        ];
        ours.Plugins.Clear();
        ours.Plugins.AddRange(kept);
    }
}
