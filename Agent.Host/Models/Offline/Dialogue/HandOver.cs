using System.Text.Json;
using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Hands what no tool can do to a colleague, by ticket, and says so.</summary>
internal static class HandOver
{
    private const int LongestBody = 2000;

    /// <remarks><paramref name="what"/> completes "I cannot …" and the ticket's subject, such as "exchange items".</remarks>
    public static void Apply(Turn turn, Request request, string what, string team = "orders")
    {
        if (request.Ticket is { State: OutcomeState.Done or OutcomeState.Failed or OutcomeState.Refused })
        {
            request.IsClosed = true;
            return;
        }

        request.IsHandedOver = true;
        if (!Identification.IsKnown(turn))
            return;
        var body = Body(turn, request);
        if (turn.Call(ToolNames.CreateTicket, ("team", team), ("subject", $"Customer asks to {what}"), ("body", body), ("priority", Priority(request)))
            || turn.Call(ToolNames.Transfer, ("summary", body)))
            return;
        request.IsClosed = true;
        turn.Say($"I cannot {what} myself, and I have no way to pass this on from here. Please contact a colleague of the {team} team.");
    }

    public static string Done(Outcome outcome)
    {
        var subject = Arguments.Text(outcome.Arguments, "subject");
        var what = subject.StartsWith("Customer asks to ", StringComparison.Ordinal) ? subject["Customer asks to ".Length..] : "help with that";
        return $"I cannot {what} myself, so I have passed this to a colleague{TicketNumber(outcome.Text)}. They will get back to you.";
    }

    private static string TicketNumber(string result)
    {
        if (!result.StartsWith('{'))
            return "";
        try
        {
            using var json = JsonDocument.Parse(result);
            return ToolResultReader.Text(json.RootElement, "ticket_id") is { } id ? $" (ticket {id})" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Body(Turn turn, Request request)
    {
        var said = string.Join(' ', request.Parts.Select(p => p.Text));
        var orders = request.OrderIds.ToList();
        var about = orders.Count > 0 ? $" Orders: {string.Join(", ", orders)}." : "";
        var body = $"Customer {turn.Facts.CustomerId ?? "not identified"} wrote: \"{said}\".{about}";
        return body.Length <= LongestBody ? body : body[..LongestBody];
    }

    private static string Priority(Request request)
    {
        if (request.Has(Concept.Danger) || request.Has(Concept.Fraud))
            return "urgent";
        return request.Has(Concept.Anger) || request.Has(Concept.UrgentNow) || request.Has(Concept.Legal) ? "high" : "normal";
    }
}
