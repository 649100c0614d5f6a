using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Refunds;

/// <summary>What a refund would be, as a tool tells it.</summary>
/// <param name="Problem">Why it is not possible, or <c>none</c>.</param>
/// <param name="Amount">In dollars; absent when there is a problem.</param>
/// <param name="RefundTo">What the customer would get; absent when there is a problem.</param>
internal sealed record RefundPreview(string Problem, decimal? Amount, RefundTarget? RefundTo)
{
    public static string ToText(RefundFacts facts, RefundWish wish, TierLimits limits) =>
        BackOfficeJson.ToText(BackOfficeJson.Default.RefundPreview, Of(facts, wish, limits));

    private static RefundPreview Of(RefundFacts facts, RefundWish wish, TierLimits limits)
    {
        try
        {
            var plan = RefundPlan.Make(facts, wish, limits);
            return new("none", Money.ToDollars(plan.AmountMinor), plan.Target);
        }
        catch (ToolException refusal)
        {
            return new(refusal.Message, null, null);
        }
    }
}
