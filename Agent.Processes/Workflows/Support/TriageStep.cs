using Agent.Processes.Prompts;
using Agent.Processes.Workflows.Support.Answers;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support;

/// <summary>Decides who takes a message. While an approval is open, that is the orders process: the message may be the decision.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(
    SupportEvents.OrdersAsked, SupportEvents.MessageWhileWaiting, SupportEvents.GeneralAsked, SupportEvents.TicketNeeded, SupportEvents.Goodbye)]
internal sealed class TriageStep(PromptLibrary prompts) : KernelProcessStep<TriageState>
{
    public const string Sort = "sort";
    public const string Remember = "remember";
    public const string TakeBack = "take_back";

    private const int LastAnswerCharacters = 400;

    private TriageState _state = new();

    public override ValueTask ActivateAsync(KernelProcessStepState<TriageState> state)
    {
        _state = state.State!;
        return ValueTask.CompletedTask;
    }

    [KernelFunction(Sort)]
    public async Task SortAsync(KernelProcessStepContext context, Kernel kernel, MessageAllowed message, CancellationToken cancellationToken = default)
    {
        if (_state.IsWaiting)
        {
            await context.EmitEventAsync(SupportEvents.MessageWhileWaiting, message);
            return;
        }

        var answer = await ClassifyAsync(prompts, kernel, message.Text, _state.Topic, _state.LastAnswer, cancellationToken);
        _state.Topic = answer.Category;
        await RouteAsync(context, message, answer);
    }

    /// <summary>Who a message is for, whoever asks: an evaluation asks as the step does.</summary>
    public static async Task<TriageAnswer> ClassifyAsync(PromptLibrary prompts, Kernel kernel, string text, string topic, string lastAnswer, CancellationToken cancellationToken)
    {
        var variables = new KernelArguments { [PromptVariables.Topic] = topic, [PromptVariables.LastAnswer] = lastAnswer };
        var answer = await prompts.For(kernel, PromptNames.Triage, text).ClassifyAsync(kernel, text, variables, SupportJsonContext.Answers.TriageAnswer, cancellationToken);

        // No valid answer twice: a person looks at it, rather than the wrong specialist.
        return answer ?? new(SupportTeams.Human, "normal", "en", false, "The model gave no valid category.");
    }

    /// <summary>Keeps in mind what the customer was told, because a "yes" or an order number means nothing without it.</summary>
    [KernelFunction(Remember), NoActivity]
    public void RememberReply(ReplyReady reply)
    {
        var line = reply.Text.ReplaceLineEndings(" ");
        _state.LastAnswer = line.Length <= LastAnswerCharacters ? line : line[..LastAnswerCharacters];
        _state.IsWaiting = reply.IsWaiting ?? _state.IsWaiting;
    }

    /// <summary>Takes the conversation back from a person: what they wrote is the last thing the customer was told, and no approval is open any more.</summary>
    [KernelFunction(TakeBack), NoActivity]
    public void TakeBackFrom(HandedBack back)
    {
        _state.IsWaiting = false;
        if (back.Messages is [.., var last])
        {
            RememberReply(new() { Text = last });
        }
    }

    private static async ValueTask RouteAsync(KernelProcessStepContext context, MessageAllowed message, TriageAnswer answer)
    {
        switch (answer)
        {
            case { Closing: true }:
                await context.EmitEventAsync(SupportEvents.Goodbye, new ReplyReady { Text = SupportTexts.Goodbye });
                break;
            case { Category: SupportTeams.Orders }:
                await context.EmitEventAsync(SupportEvents.OrdersAsked, message);
                break;
            case { Category: SupportTeams.General }:
                await context.EmitEventAsync(SupportEvents.GeneralAsked, message);
                break;
            default:
                await context.EmitEventAsync(SupportEvents.TicketNeeded, new TicketNeeded
                {
                    Team = answer.Category,
                    Priority = answer.Priority,
                    Subject = Shorten(message.Text),
                    Body = message.Text,
                    Opening = "Thank you for telling us.",
                });
                break;
        }
    }

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= 80 ? line : line[..79] + "…";
    }
}
