using Agent.Processes.Costs.Budgets;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support;

/// <summary>Takes the errors of all other steps: apologises and asks a colleague to take over.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.GuardrailVerdict, ConversationEvents.ToolCalled, ConversationEvents.ToolCompleted, SupportEvents.ReplyReady)]
internal sealed partial class HandOffStep(ILogger<HandOffStep> logger) : KernelProcessStep
{
    public const string Apologise = "apologise";

    [KernelFunction(Apologise)]
    public async Task ApologiseAsync(KernelProcessStepContext context, Kernel kernel, KernelProcessError error, CancellationToken cancellationToken = default)
    {
        LogTakenOver(kernel.Conversation.Key.Id, error.Type ?? "unknown", error.Message ?? "");
        if (error.Type == nameof(SpendingStoppedException))
        {
            await context.EmitEventAsync(SupportEvents.ReplyReady, new ReplyReady { Text = SupportTexts.SpendingStopped });
            return;
        }

        var isBudget = error.Type == nameof(BudgetExceededException);
        var needed = new TicketNeeded
        {
            Team = SupportTeams.Human,
            Priority = "high",
            Subject = isBudget ? "A conversation has used up its budget" : "A conversation needs a person",
            Body = isBudget
                ? $"Conversation {kernel.Conversation.Key.Id}, turn {kernel.Conversation.TurnId}: {error.Message} The customer was told that a colleague takes over."
                : $"Conversation {kernel.Conversation.Key.Id}, turn {kernel.Conversation.TurnId}, failed with {error.Type}. The customer was told that a colleague takes over.",
            Opening = isBudget ? SupportTexts.BudgetUsed : SupportTexts.Failed,
        };
        var answer = await ToolCalls.CallAsync(kernel, context, TicketStep.CallFor(kernel, needed, "hand_off"), ToolRights.Ticketing, cancellationToken);
        await context.EmitEventAsync(SupportEvents.ReplyReady, new ReplyReady { Text = $"{needed.Opening} {TicketStep.Describe(answer, needed)}" });
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Error, Message = "Conversation {ConversationId} is handed to a person after {ErrorType}: {ErrorMessage}")]
    private partial void LogTakenOver(string conversationId, string errorType, string errorMessage);
}
