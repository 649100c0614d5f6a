using System.Text.Json;
using Agent.Processes.Steps.Tools;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Forks;

/// <summary>
/// Around every tool call of a sandbox: what changes something does not run. It answers as it did where the sandbox was forked from, when it was called
/// there with the same arguments, and refuses otherwise. A tool that does not say that it only reads counts as one that changes something.
/// </summary>
internal sealed class SandboxFilter(SandboxRecord record) : IFunctionInvocationFilter
{
    /// <summary>What the agent is told, and can explain.</summary>
    public const string Refusal = $"{ToolText.ErrorPrefix} this conversation is a sandbox. The tool was not called and nothing was changed; the recorded conversation has no such call.";

    public async Task OnFunctionInvocationAsync(
        Microsoft.SemanticKernel.FunctionInvocationContext context, Func<Microsoft.SemanticKernel.FunctionInvocationContext, Task> next)
    {
        var data = context.Kernel.Data;
        if (!data.TryGetValue(KernelConversationExtensions.SandboxKey, out var sandbox) || sandbox is not ConversationKey key
            || !data.ContainsKey(ToolCallData.IdempotencyKey) || IsReading(context.Function))
        {
            await next(context);
            return;
        }

        var arguments = JsonSerializer.SerializeToElement(context.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value), StoredJson.Options);
        var recorded = await record.FindAsync(key, context.Function.Name, arguments, context.CancellationToken);
        context.Result = new FunctionResult(context.Function, recorded is { } answer ? answer : Refusal);
    }

    private static bool IsReading(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(ToolCalls.ConsequentialKey, out var value)
        && value is false or "false" or JsonElement { ValueKind: JsonValueKind.False };
}
