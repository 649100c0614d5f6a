using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support;

/// <summary>Opens a ticket for a team and tells the customer. One ticket per turn, however often it runs.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.GuardrailVerdict, ConversationEvents.ToolCalled, ConversationEvents.ToolCompleted, SupportEvents.ReplyReady)]
internal sealed class TicketStep : KernelProcessStep
{
    public const string Open = "open";

    [KernelFunction(Open)]
    public async Task OpenAsync(KernelProcessStepContext context, Kernel kernel, TicketNeeded needed, CancellationToken cancellationToken = default)
    {
        var answer = await ToolCalls.CallAsync(kernel, context, CallFor(kernel, needed, "ticket"), ToolRights.Ticketing, cancellationToken);
        await context.EmitEventAsync(SupportEvents.ReplyReady, new ReplyReady { Text = $"{needed.Opening} {Describe(answer, needed)}" });
    }

    /// <param name="kernel">The step's kernel.</param>
    /// <param name="needed">The ticket.</param>
    /// <param name="purpose">Keeps apart the tickets of one turn: with another text under the same key the second one would be refused.</param>
    internal static ToolCall CallFor(Kernel kernel, TicketNeeded needed, string purpose) => new()
    {
        CallId = $"{purpose}_{kernel.Conversation.TurnId}",
        Tool = SupportTools.CreateTicket,
        Arguments = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["team"] = needed.Team,
            ["subject"] = needed.Subject,
            ["body"] = needed.Body,
            ["priority"] = needed.Priority,
        }),
        CustomerId = needed.CustomerId ?? SupportCustomers.Identified(kernel.Conversation.CustomerId),
    };

    internal static string Describe(ToolAnswer answer, TicketNeeded needed)
    {
        if (!answer.Succeeded)
        {
            return "I could not open a ticket for a colleague just now either. Please write to us again a little later.";
        }

        return $"I have opened ticket {IdIn(answer.Result)} with {needed.Priority} priority for our {SupportTexts.TeamOf(needed.Team)} team. They will get back to you.";
    }

    private static string IdIn(string result)
    {
        try
        {
            using var ticket = JsonDocument.Parse(result);
            return ticket.RootElement.TryGetProperty("ticket_id", out var id) ? id.ToString() : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
