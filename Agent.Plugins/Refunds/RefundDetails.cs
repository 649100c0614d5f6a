using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Refunds;

/// <summary>A refund as a tool tells it; the amount is in dollars.</summary>
internal sealed record RefundDetails(string RefundId, string UserId, string? OrderId, decimal Amount, RefundTarget RefundedTo, string[] PaymentMethodIds)
{
    public static string ToText(Refund refund, params IEnumerable<string> methods) => BackOfficeJson.ToText(BackOfficeJson.Default.RefundDetails,
        new(refund.RefundId, refund.CustomerId, refund.OrderId, Money.ToDollars(refund.AmountMinor), refund.Target, [.. methods]));
}
