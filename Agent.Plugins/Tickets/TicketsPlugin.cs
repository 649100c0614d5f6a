using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Tickets;

/// <summary>Hands a case to people. Anybody may have a ticket opened, also a visitor nobody could identify.</summary>
internal sealed class TicketsPlugin(IDbContextFactory<BackOfficeDbContext> contexts, EffectLedger ledger, TimeProvider clock)
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
        [Description("Who should look at it: orders, billing, technical, general or human."), AllowedValues("orders", "billing", "technical", "general", "human")] string team,
        [Description("What it is about, in one line."), StringLength(LongestSubject, MinimumLength = 1)] string subject,
        [Description("What happened so far and what the customer wants."), StringLength(LongestBody, MinimumLength = 1)] string body,
        [Description("How soon: low, normal, high or urgent."), AllowedValues("low", "normal", "high", "urgent")] string priority = "normal",
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

    [RequiresScope(ToolScopes.TicketsRead), KernelFunction("get_ticket"), Description("How a ticket stands: team, priority, status and subject.")]
    public async Task<string> GetTicketAsync(
        Kernel kernel,
        [Description("The ticket id, such as 'T-7K2M9QXA4C'."), StringLength(40, MinimumLength = 1)] string ticket_id,
        CancellationToken cancellationToken)
    {
        var (call, wanted) = (ToolCallContext.Of(kernel), ticket_id.Trim().ToUpperInvariant());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ticket = await FindVisible(db, call).SingleOrDefaultAsync(t => t.TicketId == wanted, cancellationToken) ?? throw new ToolException("ticket not found");
        var isStaff = call.Caller.EffectiveRole is ToolRoles.Operator;
        return BackOfficeJson.ToText(BackOfficeJson.Default.TicketView, new(ticket.TicketId, ticket.Team, ticket.Priority, ticket.Status, ticket.Subject, ticket.CreatedAt,
            isStaff ? ticket.Body : null));
    }

    /// <summary>A customer's own tickets, and those of the conversation they are in: a visitor's ticket has no customer.</summary>
    private static IQueryable<Ticket> FindVisible(BackOfficeDbContext db, ToolCallContext call)
    {
        var tickets = db.Tickets.Where(t => t.Tenant == call.Tenant);
        if (call.Caller.EffectiveRole is ToolRoles.Operator)
        {
            return tickets;
        }

        var (customer, conversation) = (call.CustomerId, call.ActsForOthers ? call.ConversationId : null);
        return tickets.Where(t => (customer != null && t.CustomerId == customer) || (conversation != null && t.ConversationId == conversation));
    }

    private Ticket MakeTicket(ToolCallContext call, string tool, TicketTeam team, TicketPriority priority, string subject, string body) => new()
    {
        Tenant = call.Tenant,
        TicketId = SpokenId.Of("T-", call.Tenant, call.RequireIdempotencyKey(tool)),
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
