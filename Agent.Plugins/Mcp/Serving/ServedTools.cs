using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Mcp.Remote;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Mcp.Serving;

/// <summary>Our tools in every version of their schemas. Tools that come from other servers are not among them: this server vouches for its own only.</summary>
public sealed class ServedTools
{
    private readonly Dictionary<ToolSchemaVersion, IReadOnlyList<ServedTool>> _versions;

    /// <summary>Describes every tool once.</summary>
    public ServedTools(Kernel kernel, ILogger<ServedTools> logger)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        KernelFunction[] own = [.. kernel.Plugins.SelectMany(plugin => plugin).Where(tool => ToolMetadata.IsTool(tool) && !RemoteTool.IsRemote(tool)).OrderBy(tool => tool.Name, StringComparer.Ordinal)];
        _versions = Enum.GetValues<ToolSchemaVersion>().ToDictionary(
            version => version, version => (IReadOnlyList<ServedTool>)[.. own.Select(tool => new ServedTool(tool, version, kernel, logger))]);
    }

    /// <summary>The version a client gets that names none.</summary>
    public static ToolSchemaVersion Newest => Enum.GetValues<ToolSchemaVersion>().Max();

    /// <summary>The tools a caller may see, by name.</summary>
    public IEnumerable<ServedTool> VisibleTo(ToolCaller caller, ToolSchemaVersion version) => _versions[version].Where(tool => ToolAccess.MayCall(tool.Function, caller));

    /// <summary>The tool of that name, whoever may see it.</summary>
    public ServedTool? Find(string name, ToolSchemaVersion version) =>
        _versions[version].FirstOrDefault(tool => string.Equals(tool.ProtocolTool.Name, name, StringComparison.Ordinal));

    /// <summary>All scopes that some tool asks for, in a stable order.</summary>
    public IReadOnlyList<string> Scopes => [.. _versions[Newest].Select(tool => ToolMetadata.ScopeOf(tool.Function)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
