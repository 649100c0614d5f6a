using System.Globalization;
using Agent.Processes.Prompts;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>What the orders specialist's model is asked, whoever asks: an evaluation asks as the step does.</summary>
internal static class OrdersAgentQuestion
{
    /// <summary>Asks the model.</summary>
    /// <param name="kernel">Has the tools and the models.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="model">Asks.</param>
    /// <param name="state">What the specialist remembers.</param>
    /// <param name="customerId">The identified customer; null when nobody is.</param>
    /// <param name="now">The time.</param>
    /// <param name="fault">Why its last answer was not sent; null when it was.</param>
    /// <param name="canShrink">Whether the caller can ask with less where a budget has no room for it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer, and by each tool's own name the name the model knows it by.</returns>
    public static async Task<(ChatResponse Response, IReadOnlyDictionary<string, string> Names)> AskAsync(
        Kernel kernel, PromptLibrary prompts, AgentModel model, OrdersAgentState state, string? customerId, DateTimeOffset now, string? fault, bool canShrink,
        CancellationToken cancellationToken)
    {
        KernelFunction[] tools = [.. kernel.Plugins.SelectMany(plugin => plugin)];
        var names = AgentTranscript.NamesOf(tools);
        var prompt = prompts.For(kernel, PromptNames.OrdersAgent, state.LastCustomerText);
        var messages = await prompt.OpenAsync(kernel, VariablesFor(state, customerId, now), cancellationToken);
        AgentTranscript.Append(messages, state.Memory, TalkSummary.Last(state.Summaries), state.LastCustomerText, names);
        if (fault is not null)
        {
            messages.Add(new(ChatRole.System, $"Your last answer was not sent. {fault}"));
        }

        return (await model.AskAsync(kernel, prompt, messages, tools, state.Evidence, canShrink, cancellationToken), names);
    }

    private static KernelArguments VariablesFor(OrdersAgentState state, string? customerId, DateTimeOffset now) => new()
    {
        [PromptVariables.CustomerId] = customerId ?? "unknown",
        [PromptVariables.Today] = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        [PromptVariables.Waiting] = state.WaitingFor is { } waiting ? $"Waiting for approval: {waiting}" : "",
    };
}
