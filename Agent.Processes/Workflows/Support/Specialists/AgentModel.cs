using Agent.Processes.Costs.Budgets;
using Agent.Processes.Prompts;
using Agent.Processes.Steps.Guarding;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>One call of a model that talks to the customer: the answer is shown sentence by sentence while it is being written.</summary>
internal sealed class AgentModel(ReplyGuard guard)
{
    /// <summary>Asks the model.</summary>
    /// <param name="kernel">The step's kernel.</param>
    /// <param name="prompt">The prompt, which names the model.</param>
    /// <param name="messages">System text and conversation.</param>
    /// <param name="tools">What the model may call.</param>
    /// <param name="evidence">What tool results have proven: a sentence that claims more is not shown, nor is anything behind it.</param>
    /// <param name="canShrink">Whether the caller can ask with less where a budget has no room for it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RequestTooDearException">The caller is to ask with less; nothing was shown.</exception>
    public async Task<ChatResponse> AskAsync(
        Kernel kernel, Prompt prompt, IList<ChatMessage> messages, IReadOnlyList<KernelFunction> tools, IReadOnlyList<string> evidence,
        bool canShrink, CancellationToken cancellationToken)
    {
        var options = prompt.CreateOptions(kernel);
        (options.AdditionalProperties ??= [])[BudgetedChatClient.CanShrink] = canShrink;
        options.Tools = tools.Count == 0 ? null : [.. tools];
        var client = kernel.GetRequiredService<IChatClient>(prompt.ServiceId);
        var updates = new List<ChatResponseUpdate>();
        var sentences = new SentenceBuffer();
        var isShown = true;
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
            foreach (var sentence in sentences.Add(update.Text))
            {
                isShown = isShown && Show(kernel, sentence, evidence);
            }
        }

        if (isShown && sentences.Flush() is { } rest)
        {
            Show(kernel, rest, evidence);
        }

        return updates.ToChatResponse();
    }

    private bool Show(Kernel kernel, string sentence, IReadOnlyList<string> evidence)
    {
        if (!string.IsNullOrWhiteSpace(sentence) && guard.FindFault(sentence, evidence, PromptLibrary.OverlaysOf(kernel)) is not null)
        {
            return false;
        }

        kernel.TurnOutput.WriteDelta(sentence);
        return true;
    }
}
