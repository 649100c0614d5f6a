using Agent.Host.Models.Offline.Dialogue;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>Answers <c>triage</c>: which desk a message belongs to, how urgent it is, and whether it is only a goodbye.</summary>
internal static class TriageAnswer
{
    public static ChatMessage Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var topic = SystemFacts.Line(SystemFacts.SystemText(messages, options), "Current topic:") ?? "none";
        var said = UtteranceReader.Read(LastCustomerText.In(messages));
        var isClosing = IsClosing(said);
        var (category, reason) = isClosing && topic is not "none" ? (topic, "says goodbye") : Category(said, topic);
        var closing = isClosing ? "true" : "false";
        return new ChatMessage(ChatRole.Assistant,
            $$"""{"category":"{{category}}","priority":"{{Priority(said, category, isClosing)}}","language":"{{Manners.LanguageOf(said)}}","closing":{{closing}},"reason":"{{reason}}"}""");
    }

    private static (string Category, string Reason) Category(Utterance said, string topic)
    {
        var orders = Weight(said, OrdersWeight);
        var billing = Weight(said, BillingWeight);
        var technical = Weight(said, TechnicalWeight);
        if (said.Has(Concept.Human) && orders + billing + technical == 0)
            return ("human", "asks for a person");
        if (topic is "orders" && orders >= 0 && billing < 3 && technical < 3)
            return ("orders", "goes on with the order");
        if (billing >= 3 && billing >= orders && billing >= technical)
            return ("billing", "is about charges, payments or invoices");
        if (technical >= 2 && technical > orders)
            return ("technical", "is about using the site, the app or an account");
        if (orders > 0)
            return ("orders", "is about an order, an item or its delivery");
        if (billing > 0)
            return ("billing", "is about charges, payments or invoices");
        if (topic is not ("none" or "general"))
            return (topic, "keeps the topic");
        return ("general", "names no matter of another desk");
    }

    private static int Weight(Utterance said, Func<Concept, int> weigh)
    {
        var sum = 0;
        foreach (var hit in said.Hits)
            sum += weigh(hit.Concept);
        foreach (var part in said.Segments)
        {
            if (part.OrderIds.Count > 0 && weigh(Concept.Order) > 0)
                sum += 2;
        }

        return sum;
    }

    private static int OrdersWeight(Concept concept) => concept switch
    {
        Concept.Cancel or Concept.Return or Concept.Refund or Concept.Exchange or Concept.Upgrade or Concept.NotReceived or Concept.LastOrder or Concept.ShippingAddress or Concept.KeepAndRefund or Concept.HowItWorks => 3,
        Concept.Order or Concept.Address or Concept.ListOrders or Concept.ReturnPolicy or Concept.RefundTiming or Concept.StoreCredit or Concept.TrackingNumber => 3,
        Concept.Bought or Concept.Item or Concept.Damaged or Concept.BadFit or Concept.Track or Concept.AllOrders or Concept.Delivered => 2,
        Concept.Status or Concept.Profile or Concept.Default or Concept.ProductQuestion => 1,
        _ => 0,
    };

    private static int BillingWeight(Concept concept) => concept switch
    {
        Concept.Billing or Concept.Invoice => 3,
        Concept.PaymentMethod or Concept.Fraud => 1,
        _ => 0,
    };

    private static int TechnicalWeight(Concept concept) => concept switch
    {
        Concept.Technical or Concept.Password => 3,
        Concept.Account => 1,
        _ => 0,
    };

    private static string Priority(Utterance said, string category, bool isClosing)
    {
        if (said.Has(Concept.Danger) || said.Has(Concept.Fraud))
            return "urgent";
        if (said.Has(Concept.UrgentNow) || said.Has(Concept.Anger) || said.Has(Concept.Insult) || said.Has(Concept.Legal))
            return "high";
        return isClosing || category is "general" ? "low" : "normal";
    }

    /// <summary>A goodbye and no word of a request. Thanks alone are none: people thank, and go on.</summary>
    private static bool IsClosing(Utterance said)
    {
        if (said.HasRequest || said.Text.Contains('?', StringComparison.Ordinal))
            return false;
        return said.Has(Concept.Bye) || said.Has(Concept.ThatIsAll);
    }
}
