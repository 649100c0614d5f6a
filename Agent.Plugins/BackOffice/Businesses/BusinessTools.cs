using Microsoft.SemanticKernel;

namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>The tools of all businesses beside the shop, whether they are offered or not: a recording is replayed with those it was made with.</summary>
public sealed class BusinessTools
{
    internal BusinessTools(IEnumerable<BusinessPlugin> plugins) => All = [.. plugins.Select(plugin => plugin.Plugin)];

    /// <summary>All of them.</summary>
    public IReadOnlyList<KernelPlugin> All { get; }
}
