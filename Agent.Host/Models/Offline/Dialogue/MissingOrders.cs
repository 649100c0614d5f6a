namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Says why there is no order to work on.</summary>
internal static class MissingOrders
{
    /// <summary>Asks again for a number that was wrong; where there is nothing to ask for, the request is over.</summary>
    public static void Explain(Turn turn, Request request)
    {
        request.IsClosed = !request.OrderIds.Any();
        if (request.IsClosed)
            turn.Say(Reason(turn.Facts, request));
        else
            turn.Ask($"{Reason(turn.Facts, request)} {Questions.WhichOrder}");
    }

    private static string Reason(Facts facts, Request request)
    {
        var named = request.OrderIds.Where(id => facts.Order(id) is null).ToList();
        if (named.Count > 0)
            return $"I could not find order {Wording.List(named, "or")} on your account. Please check the number, or tell me what was in the order.";
        return facts.Customer is { OrderIds.Length: 0 } ? "There are no orders on your account, so there is nothing I can do this with."
            : "I could not find an order on your account that this fits. Please tell me the order number or what you ordered.";
    }
}
