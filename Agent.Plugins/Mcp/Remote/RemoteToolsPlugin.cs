using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>The tools of other servers. They come and go, while the kernels that hold this plugin stay.</summary>
internal sealed class RemoteToolsPlugin() : KernelPlugin(PluginName, "Tools of other systems.")
{
    public const string PluginName = "mcp";

    private volatile FrozenDictionary<string, KernelFunction> _tools = FrozenDictionary<string, KernelFunction>.Empty;

    public override int FunctionCount => _tools.Count;

    /// <summary>Takes the place of what was there.</summary>
    public void Replace(IEnumerable<KernelFunction> tools) => _tools = tools.Select(tool => tool.Clone(PluginName)).ToFrozenDictionary(tool => tool.Name, StringComparer.OrdinalIgnoreCase);

    public override bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function) => _tools.TryGetValue(name, out function);

    public override IEnumerator<KernelFunction> GetEnumerator() => _tools.Values.OrderBy(tool => tool.Name, StringComparer.Ordinal).GetEnumerator();
}
