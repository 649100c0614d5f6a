using System.Text.Json.Nodes;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay.Exporting;

/// <summary>Looks customers up, each once, by the service's own tool.</summary>
internal sealed class Profiles(Kernel kernel, string tenant)
{
    private readonly Dictionary<string, string?> _known = new(StringComparer.Ordinal);

    /// <summary>A customer's profile; null when there is none.</summary>
    public async Task<JsonNode?> FindAsync(string customerId, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(customerId, out var profile))
        {
            _known.Add(customerId, profile = await ReadAsync(customerId, cancellationToken));
        }

        return profile is null ? null : JsonNode.Parse(profile);
    }

    private async Task<string?> ReadAsync(string customerId, CancellationToken cancellationToken)
    {
        if (kernel.Plugins.SelectMany(plugin => plugin).FirstOrDefault(tool => tool.Name == "get_user_details") is not { } function)
        {
            return null;
        }

        var clone = kernel.Clone();
        clone.Data[ToolCallData.Tenant] = tenant;
        clone.Data[ToolCallData.CustomerId] = customerId;
        clone.Data[ToolCallData.Role] = ToolRoles.Agent;
        clone.Data[ToolCallData.Scopes] = ToolScopes.CustomersRead;
        var answer = (await clone.InvokeAsync(function, new() { ["user_id"] = customerId }, cancellationToken)).GetValue<string>();
        return answer is ['{', ..] ? answer : null; // a guest, or somebody who is gone
    }
}
