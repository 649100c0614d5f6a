using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Orders;

/// <summary>What paying an order in another way would be, as a tool tells it.</summary>
/// <param name="Problem">Why it is not possible, or <c>none</c>.</param>
/// <param name="Amount">In dollars, what is refunded to one method and paid with the other; absent when there is a problem.</param>
internal sealed record PaymentChangePreview(string Problem, decimal? Amount)
{
    public static PaymentChangePreview Of(OrderFacts facts, string paymentMethodId)
    {
        try
        {
            return new("none", Money.ToDollars(OrderModification.PlanPayment(facts, paymentMethodId).Paid.AmountMinor));
        }
        catch (ToolException refusal)
        {
            return new(refusal.Message, null);
        }
    }
}
