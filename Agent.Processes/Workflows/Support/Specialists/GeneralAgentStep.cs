using Agent.Processes.Prompts;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>Answers what concerns no case: greetings, small talk, "what can you do". It has no tools.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(SupportEvents.ReplyDrafted)]
internal sealed class GeneralAgentStep(PromptLibrary prompts, AgentModel model, TalkSummarizer summarizer) : KernelProcessStep<GeneralAgentState>
{
    public const string Answer = "answer";
    public const string Revise = "revise";
    public const string TakeBack = "take_back";

    private static readonly Dictionary<string, string> NoTools = [];

    private GeneralAgentState _state = new();

    public override ValueTask ActivateAsync(KernelProcessStepState<GeneralAgentState> state)
    {
        _state = state.State!;
        return ValueTask.CompletedTask;
    }

    [KernelFunction(Answer)]
    public async Task AnswerAsync(KernelProcessStepContext context, Kernel kernel, MessageAllowed message, CancellationToken cancellationToken = default)
    {
        if (_state.Draft is { } draft)
        {
            _state.Memory.Add(new() { Role = AgentMessage.Assistant, Text = draft });
        }

        _state.Memory.Add(new() { Role = AgentMessage.User, Text = message.Text });
        _state.LastCustomerText = message.Text;
        await summarizer.SummarizeAsync(kernel, _state.Memory, _state.Summaries, cancellationToken);
        await WriteAsync(context, kernel, null, 1, cancellationToken);
    }

    /// <summary>Takes the conversation back from a person.</summary>
    [KernelFunction(TakeBack), NoActivity]
    public void TakeBackFrom(HandedBack back)
    {
        if (_state.Draft is { } draft)
        {
            _state.Memory.Add(new() { Role = AgentMessage.Assistant, Text = draft });
            _state.Draft = null;
        }

        AgentTranscript.AppendHandedBack(_state.Memory, back);
    }

    [KernelFunction(Revise)]
    public async Task ReviseAsync(KernelProcessStepContext context, Kernel kernel, ReplyRejected rejected, CancellationToken cancellationToken = default) =>
        await WriteAsync(context, kernel, rejected.Fault, 2, cancellationToken);

    private async Task WriteAsync(KernelProcessStepContext context, Kernel kernel, string? fault, int attempt, CancellationToken cancellationToken)
    {
        var response = await summarizer.AskAsync(
            kernel, _state.Memory, _state.Summaries, canShrink => AskAsync(kernel, fault, canShrink, cancellationToken), cancellationToken);
        _state.Draft = response.Text;
        await context.EmitEventAsync(SupportEvents.ReplyDrafted, new ReplyDrafted
        {
            Text = response.Text,
            Author = PromptNames.GeneralAgent,
            Attempt = attempt,
            Evidence = [],
            CustomerText = _state.LastCustomerText,
        });
    }

    private async Task<ChatResponse> AskAsync(Kernel kernel, string? fault, bool canShrink, CancellationToken cancellationToken)
    {
        var prompt = prompts.For(kernel, PromptNames.GeneralAgent, _state.LastCustomerText);
        var messages = await prompt.OpenAsync(kernel, null, cancellationToken);
        AgentTranscript.Append(messages, _state.Memory, TalkSummary.Last(_state.Summaries), _state.LastCustomerText, NoTools);
        if (fault is not null)
        {
            messages.Add(new(ChatRole.System, $"Your last answer was not sent. {fault}"));
        }

        return await model.AskAsync(kernel, prompt, messages, [], [], canShrink, cancellationToken);
    }
}
