using System.ComponentModel;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Tickets;

/// <summary>Hands a case to people. Anybody may have a ticket opened, also a visitor nobody could identify.</summary>
internal sealed class TicketsPlugin(EffectLedger ledger, TimeProvider clock)
{
    public const string Name = "tickets";
    public const string Purpose = "Hands a case to the people who can solve it.";

    private const string Create = "create_ticket";
    private const string Transfer = "transfer_to_human_agents";
    private const string TransferSubject = "Handed over by the assistant";
    private const int LongestSubject = 200;
    private const int LongestBody = 10_000;

    [Consequential, RequiresScope(ToolScopes.TicketsWrite), KernelFunction(Create), Description("Open a ticket for a team of people. Returns its id.")]
    public Task<string> CreateTicketAsync(
        Kernel kernel,
        [Description("Who should look at it: orders, billing, technical, general or human.")] string team,
        [Description("What it is about, in one line.")] string subject,
        [Description("What happened so far and what the customer wants.")] string body,
        [Description("How soon: low, normal, high or urgent.")] string priority = "normal",
        CancellationToken cancellationToken = default)
    {
        var call = ToolCallContext.Of(kernel);
        var ticket = MakeTicket(call, Create, Read<TicketTeam>(nameof(team), team), Read<TicketPriority>(nameof(priority), priority),
            Read(nameof(subject), subject, LongestSubject), Read(nameof(body), body, LongestBody));
        var action = ToolAction.Of(Create, WireName<TicketTeam>.Of(ticket.Team), WireName<TicketPriority>.Of(ticket.Priority), ticket.Subject, ticket.Body);
        var result = BackOfficeJson.ToText(BackOfficeJson.Default.TicketDetails, new(ticket.TicketId, ticket.Team, ticket.Priority, ticket.Status));
        return ledger.ApplyAsync(call, action, _ => Task.FromResult(new Effect(result, TicketInsert.Of(ticket))), cancellationToken);
    }

    // The public retail domain only says that it happened. Here it also has to: the ticket is what makes a person come, so the call changes something.
    [Consequential, RequiresScope(ToolScopes.TicketsWrite), KernelFunction(Transfer)]
    [Description("Hand the customer over to a person, with a summary of the case. Only if the customer asks for a person, or if no tool can solve the case.")]
    public Task<string> TransferToHumanAgentsAsync(
        Kernel kernel,
        [Description("What the customer wants and what happened so far.")] string summary,
        CancellationToken cancellationToken)
    {
        var call = ToolCallContext.Of(kernel);
        var ticket = MakeTicket(call, Transfer, TicketTeam.Human, TicketPriority.Normal, TransferSubject, Read(nameof(summary), summary, LongestBody));
        return ledger.ApplyAsync(call, ToolAction.Of(Transfer, ticket.Body),
            _ => Task.FromResult(new Effect("Transfer successful", TicketInsert.Of(ticket))), cancellationToken);
    }

    private Ticket MakeTicket(ToolCallContext call, string tool, TicketTeam team, TicketPriority priority, string subject, string body) => new()
    {
        Tenant = call.Tenant,
        TicketId = TicketId.Of(call.Tenant, call.RequireIdempotencyKey(tool)),
        CustomerId = call.CustomerId,
        ConversationId = call.ConversationId,
        Team = team,
        Priority = priority,
        Status = TicketStatus.Open,
        Subject = subject,
        Body = body,
        CreatedAt = clock.GetUtcNow(),
    };

    private static TEnum Read<TEnum>(string argument, string text) where TEnum : struct, Enum => WireName<TEnum>.TryParse(text.Trim(), out var value)
        ? value
        : throw new ToolException($"the argument '{argument}' must be one of {string.Join(", ", WireName<TEnum>.All)}");

    private static string Read(string argument, string text, int longest)
    {
        var trimmed = text.Trim();
        return trimmed.Length is 0 || trimmed.Length > longest
            ? throw new ToolException($"the argument '{argument}' must have 1 to {longest} characters")
            : trimmed;
    }
}
