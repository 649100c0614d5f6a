using Agent.Processes.Prompts;
using Agent.Processes.Steps.Guarding;
using Agent.Processes.Workflows.Support.Answers;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support;

/// <summary>Lets a customer's message in or stops it: first by rules, then by the model's verdict. Without a valid verdict it stops it.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.GuardrailVerdict, SupportEvents.MessageAllowed, SupportEvents.ReplyReady)]
internal sealed class GuardrailStep(PromptLibrary prompts, IOptions<SupportOptions> options) : KernelProcessStep
{
    public const string Check = "check";

    [KernelFunction(Check)]
    public async Task CheckAsync(KernelProcessStepContext context, Kernel kernel, CustomerMessage message, CancellationToken cancellationToken = default)
    {
        var verdict = await JudgeAsync(prompts, options.Value, kernel, message.Text, cancellationToken);
        await context.EmitEventAsync(ConversationEvents.GuardrailVerdict, verdict, KernelProcessEventVisibility.Public);
        if (verdict.Allowed)
        {
            await context.EmitEventAsync(SupportEvents.MessageAllowed, new MessageAllowed { Text = message.Text });
            return;
        }

        var text = verdict.Source == GuardrailSources.Failure ? SupportTexts.Unchecked : SupportTexts.Blocked;
        await context.EmitEventAsync(SupportEvents.ReplyReady, new ReplyReady { Text = text });
    }

    /// <summary>The verdict on a message, whoever asks: an evaluation asks as the step does.</summary>
    public static async Task<GuardrailVerdict> JudgeAsync(PromptLibrary prompts, SupportOptions options, Kernel kernel, string text, CancellationToken cancellationToken)
    {
        if (InputRules.FindFault(text, options.MaxMessageCharacters, options.IgnoredShapes) is { } fault)
        {
            return new(false, fault, GuardrailSources.Rule);
        }

        var answer = await prompts.For(kernel, PromptNames.InputGuardrail, text).ClassifyAsync(
            kernel, text, null, SupportJsonContext.Answers.GuardrailAnswer, cancellationToken);
        return answer is null
            ? new(false, "The model gave no valid verdict.", GuardrailSources.Failure)
            : new(answer.Verdict == GuardrailAnswer.Allow, answer.Reason, GuardrailSources.Model);
    }
}
