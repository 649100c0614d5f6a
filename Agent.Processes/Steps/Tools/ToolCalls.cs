using System.Text.Json;
using Agent.Processes.Steps.Guarding;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Steps.Tools;

/// <summary>The one way from a workflow to a tool, wherever the tool runs.</summary>
internal static class ToolCalls
{
    /// <summary>The metadata key by which a tool says that it changes something.</summary>
    public const string ConsequentialKey = "consequential";

    /// <summary>What a verdict names as its source when something was taken out of a tool's answer.</summary>
    public const string ToolResultSource = "tool_result";

    /// <summary>Calls a tool and shows the call and its answer on the conversation's stream. A refusal is an answer, not an exception.</summary>
    /// <param name="kernel">The step's kernel.</param>
    /// <param name="context">Where the events go.</param>
    /// <param name="call">What to call.</param>
    /// <param name="rights">See <see cref="ToolRights"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<ToolAnswer> CallAsync(
        Kernel kernel, KernelProcessStepContext context, ToolCall call, string rights, CancellationToken cancellationToken)
    {
        await context.EmitEventAsync(
            ConversationEvents.ToolCalled, new ToolCalled(call.CallId, call.Tool, call.Arguments), KernelProcessEventVisibility.Public);
        var result = ToolResultGuard.Clean(await InvokeAsync(kernel, call, rights, cancellationToken), out var shape);
        if (shape is not null)
        {
            await context.EmitEventAsync(ConversationEvents.GuardrailVerdict,
                new GuardrailVerdict(false, $"{call.Tool}: {shape}", ToolResultSource), KernelProcessEventVisibility.Public);
        }

        var answer = new ToolAnswer { Call = call, Result = result, IsToolOutput = true, Succeeded = !ToolText.IsError(result) };
        await context.EmitEventAsync(
            ConversationEvents.ToolCompleted, new ToolCompleted(call.CallId, call.Tool, answer.Succeeded, result), KernelProcessEventVisibility.Public);
        return answer;
    }

    /// <summary>Calls a tool without showing it, as for the facts of a policy.</summary>
    /// <returns>The result's text; it begins with <see cref="ToolText.ErrorPrefix"/> when the tool refused or does not exist.</returns>
    public static async Task<string> ReadAsync(Kernel kernel, ToolCall call, CancellationToken cancellationToken) =>
        ToolResultGuard.Clean(await InvokeAsync(kernel, call, ToolRights.Reading, cancellationToken), out _);

    private static async Task<string> InvokeAsync(Kernel kernel, ToolCall call, string rights, CancellationToken cancellationToken)
    {
        if (Find(kernel, call.Tool) is not { } function)
        {
            return $"{ToolText.ErrorPrefix} there is no tool called {call.Tool}";
        }

        try
        {
            var result = await ForCall(kernel, call, rights).InvokeAsync(function, ArgumentsOf(call.Arguments), cancellationToken);
            return ToolText.Of(result.GetValue<object>());
        }
        catch (KernelException exception) when (exception.InnerException is ArgumentException missing)
        {
            // Semantic Kernel refuses a missing argument before the tool's own checks: the model can mend that.
            return $"{ToolText.ErrorPrefix} {missing.Message}";
        }
    }

    /// <summary>The function of that name in any plugin; null when there is none.</summary>
    public static KernelFunction? Find(Kernel kernel, string tool)
    {
        foreach (var plugin in kernel.Plugins)
        {
            if (plugin.TryGetFunction(tool, out var function))
            {
                return function;
            }
        }

        return null;
    }

    /// <summary>True when the tool says that it changes something.</summary>
    public static bool IsConsequential(Kernel kernel, string tool) =>
        Find(kernel, tool)?.Metadata.AdditionalProperties.TryGetValue(ConsequentialKey, out var value) is true
        && value is true or "true" or JsonElement { ValueKind: JsonValueKind.True };

    private static Kernel ForCall(Kernel kernel, ToolCall call, string rights)
    {
        var (conversation, turnId) = (kernel.Conversation.Key, kernel.Conversation.TurnId);
        var clone = kernel.Clone();
        clone.Data[ToolCallData.Tenant] = conversation.Tenant;
        clone.Data[ToolCallData.ConversationId] = conversation.Id;
        clone.Data[ToolCallData.IdempotencyKey] = $"{conversation.Id}:{call.CallId}";
        clone.Data[ToolCallData.Role] = ToolRights.Role;
        clone.Data[ToolCallData.Scopes] = rights;
        clone.Data[ToolCallData.Caller] = ToolRights.Caller;
        clone.Data[ToolCallData.RequestId] = turnId;
        clone.Data.Remove(ToolCallData.CustomerId);
        if (call.CustomerId is not null)
        {
            clone.Data[ToolCallData.CustomerId] = call.CustomerId;
        }

        return clone;
    }

    private static KernelArguments ArgumentsOf(JsonElement arguments)
    {
        var named = new KernelArguments();
        if (arguments.ValueKind is not JsonValueKind.Object)
        {
            return named;
        }

        foreach (var argument in arguments.EnumerateObject())
        {
            named[argument.Name] = argument.Value.ValueKind switch
            {
                JsonValueKind.String => argument.Value.GetString(),
                JsonValueKind.Null => null,
                _ => argument.Value,
            };
        }

        return named;
    }
}
