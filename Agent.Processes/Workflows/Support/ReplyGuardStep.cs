using Agent.Processes.Prompts;
using Agent.Processes.Steps.Guarding;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support;

/// <summary>Looks over what a model wrote. A faulty answer is asked for again once; a second one is replaced by a safe one and a ticket.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(SupportEvents.ReplyReady, SupportEvents.OrdersReplyRejected, SupportEvents.GeneralReplyRejected, SupportEvents.TicketNeeded)]
internal sealed partial class ReplyGuardStep(ReplyGuard guard, ILogger<ReplyGuardStep> logger) : KernelProcessStep
{
    public const string Check = "check";

    private const int Attempts = 2;

    [KernelFunction(Check), NoActivity]
    public async Task CheckAsync(KernelProcessStepContext context, Kernel kernel, ReplyDrafted draft)
    {
        if (guard.FindFault(draft.Text, draft.Evidence, PromptLibrary.OverlaysOf(kernel)) is not { } fault)
        {
            await context.EmitEventAsync(SupportEvents.ReplyReady, new ReplyReady { Text = draft.Text, IsWaiting = draft.IsWaiting });
            return;
        }

        LogRejected(kernel.Conversation.Key.Id, draft.Author, draft.Attempt, fault);
        if (draft.Attempt < Attempts)
        {
            var rejected = draft.Author == PromptNames.GeneralAgent ? SupportEvents.GeneralReplyRejected : SupportEvents.OrdersReplyRejected;
            await context.EmitEventAsync(rejected, new ReplyRejected { Fault = fault });
            return;
        }

        await context.EmitEventAsync(SupportEvents.TicketNeeded, new TicketNeeded
        {
            Team = draft.Author == PromptNames.GeneralAgent ? SupportTeams.General : SupportTeams.Orders,
            Priority = "normal",
            Subject = "The assistant had no reliable answer",
            Body = $"The customer wrote: {draft.CustomerText}",
            Opening = SupportTexts.Unreliable,
            CustomerId = draft.CustomerId,
        });
    }

    [LoggerMessage(EventId = 2302, Level = LogLevel.Warning, Message = "Conversation {ConversationId}: answer {Attempt} of {Author} was rejected. {Fault}")]
    private partial void LogRejected(string conversationId, string author, int attempt, string fault);
}
