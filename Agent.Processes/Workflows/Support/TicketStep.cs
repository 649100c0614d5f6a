using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support;

/// <summary>Opens a ticket for a team and tells the customer. One ticket per turn, however often it runs.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.ToolCalled, ConversationEvents.ToolCompleted, SupportEvents.ReplyReady)]
internal sealed class TicketStep : KernelProcessStep
{
    public const string Open = "open";

    [KernelFunction(Open)]
    public async Task OpenAsync(KernelProcessStepContext context, Kernel kernel, TicketNeeded needed, CancellationToken cancellationToken = default)
    {
        var answer = await ToolCalls.CallAsync(kernel, context, CallFor(kernel, needed), cancellationToken);
        await context.EmitEventAsync(SupportEvents.ReplyReady, new ReplyReady { Text = $"{needed.Opening} {Describe(answer, needed)}" });
    }

    internal static ToolCall CallFor(Kernel kernel, TicketNeeded needed) => new()
    {
        CallId = $"ticket_{kernel.Conversation.TurnId}",
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
