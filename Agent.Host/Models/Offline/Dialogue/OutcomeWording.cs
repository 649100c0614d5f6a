using System.Text.Json;
using Agent.Host.Models.Offline.BackOffice;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Tells the customer what became of a proposed action, and nothing that its result does not show.</summary>
internal static class OutcomeWording
{
    public static string Of(Outcome outcome, Facts facts) => outcome.State switch
    {
        OutcomeState.Done => Done(outcome, facts),
        OutcomeState.Refused => Refused(outcome),
        OutcomeState.DeclinedByCustomer => $"All right, I will leave {Subject(outcome)} as it is. Nothing has been changed.",
        OutcomeState.DeclinedByOperator => $"A colleague has looked at this and declined it{After(outcome.Text, ':')} Nothing has been changed.",
        OutcomeState.Expired => "The time to decide about this has run out, so nothing was changed. If you still want it, just ask again.",
        _ => $"That did not work: {Reason(outcome.Text)} Nothing has been changed.",
    };

    private static string Subject(Outcome outcome) => outcome.OrderId.Length > 0 ? $"order {outcome.OrderId}" : "everything";

    private static string Done(Outcome outcome, Facts facts)
    {
        if (outcome.Tool is ToolNames.CreateTicket or ToolNames.Transfer)
            return HandOver.Done(outcome);
        if (outcome.Tool is ToolNames.ProcessRefund)
            return Refunded(outcome);
        if (outcome.Tool is ToolNames.ModifyUserAddress)
            return $"Your profile now has this address: {facts.Customer?.Address}.";
        if (facts.Order(outcome.OrderId) is not { } order)
            return $"Done: {outcome.Tool} went through for {Subject(outcome)}.";
        return outcome.Tool switch
        {
            ToolNames.Cancel => Cancelled(order, facts),
            ToolNames.Return => Returned(order, facts),
            ToolNames.Exchange => $"The exchange for order {order.Id} is registered; the order is now marked \"{order.Status}\".",
            ToolNames.ModifyItems => $"Order {order.Id} now holds {Wording.Items(order.Items)}. Its status is \"{order.Status}\".",
            ToolNames.ModifyAddress => $"Order {order.Id} will now go to {order.Address}.",
            ToolNames.ModifyPayment => $"The payment method of order {order.Id} has been changed.",
            _ => $"Order {order.Id} is now marked \"{order.Status}\".",
        };
    }

    private static string Refunded(Outcome outcome)
    {
        using var json = JsonDocument.Parse(outcome.Text.StartsWith('{') ? outcome.Text : "{}");
        return ToolResultReader.ReadRefund(json.RootElement) is { } refund
            ? $"{Money.Format(refund.Amount)} for {Subject(outcome)} has been refunded {(refund.IsCredit ? "as store credit, which you can spend at once" : "to the way you paid")}. You need not send anything back. The refund's number is {refund.Id}."
            : $"The refund for {Subject(outcome)} went through. You need not send anything back.";
    }

    private static string Cancelled(OrderView order, Facts facts)
    {
        var refund = order.Refunded > 0 ? $" {Money.Format(order.Refunded)} goes back to {Method(order.PaidWith, facts)}." : "";
        return $"Order {order.Id} is cancelled.{refund}";
    }

    private static string Returned(OrderView order, Facts facts)
    {
        var items = order.ReturnItems.Select(id => order.Items.FirstOrDefault(i => i.Id == id)).OfType<ItemView>().ToList();
        var worth = items.Sum(item => item.Price);
        return $"Your return is registered: {Wording.Items(items)} from order {order.Id}. The order is now marked \"{order.Status}\", and the refund of {Money.Format(worth)} is set to go to {Method(order.ReturnPaymentMethodId, facts)}.";
    }

    private static string Method(string? id, Facts facts) => facts.PaymentMethod(id)?.Spoken ?? (id is null ? "the original payment method" : $"payment method {id}");

    /// <summary>"Refused by policy return_window: it was delivered 45 days ago. An exchange would be possible" → the part behind the rule's name.</summary>
    private static string Refused(Outcome outcome)
    {
        var colon = outcome.Text.IndexOf(':', StringComparison.Ordinal);
        var why = colon < 0 ? "our rules do not allow it." : Sentence(outcome.Text[(colon + 1)..].Trim());
        return $"I am sorry, I cannot do that for {Subject(outcome)}: {why}";
    }

    private static string Reason(string text) => Sentence(text.StartsWith("Error:", StringComparison.OrdinalIgnoreCase) ? text[6..].Trim() : text);

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : text + ".";

    private static string After(string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "." : ": " + Sentence(text[(at + 1)..].Trim());
    }
}
