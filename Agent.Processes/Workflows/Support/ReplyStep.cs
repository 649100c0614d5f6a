using Agent.Processes.Workflows.Support.Events;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support;

/// <summary>Sends answers to the customer. Everything the customer reads goes through here.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.MessageCompleted, SupportEvents.Replied, SupportEvents.Closed)]
internal sealed class ReplyStep : KernelProcessStep
{
    public const string Say = "say";
    public const string Close = "close";
    public const string Regret = "regret";

    [KernelFunction(Say), NoActivity]
    public async Task SayAsync(KernelProcessStepContext context, ReplyReady reply)
    {
        await SendAsync(context, reply.Text);
        await context.EmitEventAsync(SupportEvents.Replied, reply);
    }

    /// <summary>Says goodbye and ends the conversation.</summary>
    [KernelFunction(Close)]
    public async Task CloseAsync(KernelProcessStepContext context, ReplyReady reply)
    {
        await SendAsync(context, reply.Text);
        await context.EmitEventAsync(SupportEvents.Closed, null, KernelProcessEventVisibility.Public);
    }

    /// <summary>The last resort when not even handing over worked.</summary>
    [KernelFunction(Regret)]
    public async Task RegretAsync(KernelProcessStepContext context, KernelProcessError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        await SayAsync(context, new() { Text = $"{SupportTexts.Failed} Please write to us again a little later." });
    }

    private static ValueTask SendAsync(KernelProcessStepContext context, string text) =>
        context.EmitEventAsync(ConversationEvents.MessageCompleted, new MessageCompleted(text), KernelProcessEventVisibility.Public);
}
