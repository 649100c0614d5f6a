using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Refunds;

/// <summary>What the caller asks for, after normalisation.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="AmountMinor">In cents; null for all that is left.</param>
/// <param name="Target">Null for what the customer's tier entitles them to.</param>
internal sealed record RefundWish(string OrderId, long? AmountMinor, RefundTarget? Target)
{
    /// <exception cref="ToolException">It is no amount of money, or no target.</exception>
    public static RefundWish Read(string orderId, decimal? amount, string? refundTo) =>
        new(Orders.OrderReader.NormalizeId(orderId), amount is { } dollars ? ReadAmount(dollars) : null, ReadTarget(refundTo));

    /// <summary>In cents.</summary>
    /// <exception cref="ToolException">It is nothing, less than nothing, or has parts of a cent.</exception>
    public static long ReadAmount(decimal dollars) => dollars > 0 && dollars < 1_000_000_000 && decimal.Round(dollars, 2) == dollars
        ? (long)(dollars * 100)
        : throw new ToolException("the argument 'amount' must be an amount in dollars, more than 0 and with at most two decimals");

    private static RefundTarget? ReadTarget(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return WireName<RefundTarget>.TryParse(text.Trim(), out var target)
            ? target
            : throw new ToolException($"the argument 'refund_to' must be one of {string.Join(", ", WireName<RefundTarget>.All)}");
    }
}
