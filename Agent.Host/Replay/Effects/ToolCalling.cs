using System.Text.Json;
using Agent.Host.Replay.Recordings;
using Agent.Plugins.BackOffice.Scratch;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay.Effects;

/// <summary>Calls the service's own tools, through all their filters, in a scratch shop.</summary>
internal sealed class ToolCalling
{
    private readonly Kernel _kernel;
    private readonly Dictionary<string, KernelFunction> _tools;

    /// <param name="kernel">With its filters, and the tools that are offered.</param>
    /// <param name="others">Tools that are there and not offered: a recording may be of another business.</param>
    public ToolCalling(Kernel kernel, params IEnumerable<KernelPlugin> others)
    {
        _kernel = kernel;
        _tools = kernel.Plugins.Concat(others).SelectMany(plugin => plugin).Where(ToolMetadata.IsTool).DistinctBy(tool => tool.Name).ToDictionary(tool => tool.Name, StringComparer.Ordinal);
    }

    public bool Knows(string tool) => _tools.ContainsKey(tool);

    public bool IsConsequential(string tool) => _tools.TryGetValue(tool, out var function) && ToolMetadata.IsConsequential(function);

    /// <summary>Makes a recorded call for the customer it concerns.</summary>
    /// <param name="shop">Where.</param>
    /// <param name="recording">The conversation.</param>
    /// <param name="call">The call.</param>
    /// <param name="key">Unique for every call of the conversation: recordings do not keep to unique call ids.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<string> CallAsync(ScratchShop shop, RecordedConversation recording, RecordedToolCall call, string key, CancellationToken cancellationToken)
    {
        var kernel = _kernel.Clone();
        kernel.Data[ToolCallData.Tenant] = shop.Tenant;
        kernel.Data[ToolCallData.CustomerId] = shop.CustomerOf(call.Tool, call.Arguments, recording.Customer);
        kernel.Data[ToolCallData.ConversationId] = recording.Id;
        kernel.Data[ToolCallData.IdempotencyKey] = key;
        // As the workflow's own steps do: whether the call may be made at all was decided when it was recorded.
        kernel.Data[ToolCallData.Role] = ToolRoles.Agent;
        kernel.Data[ToolCallData.Scopes] = string.Join(' ', ToolScopes.All);
        var arguments = new KernelArguments(call.Arguments.ToDictionary(argument => argument.Key, argument => (object?)JsonSerializer.SerializeToElement(argument.Value)));
        var result = await kernel.InvokeAsync(_tools[call.Tool], arguments, cancellationToken);
        return result.GetValue<string>() ?? "";
    }
}
