using Agent.Plugins.BackOffice;
using Agent.Plugins.Customers;

namespace Agent.Plugins.Orders;

/// <summary>An order as a tool tells it; amounts are in dollars.</summary>
internal sealed record OrderDetails
{
    public required string OrderId { get; init; }
    public required string UserId { get; init; }
    public required OrderStatus Status { get; init; }
    public DateTimeOffset? PlacedAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public required Address Address { get; init; }
    public required OrderItemDetails[] Items { get; init; }
    public required Fulfillment[] Fulfillments { get; init; }
    public required TransactionDetails[] PaymentHistory { get; init; }
    public string? CancelReason { get; init; }
    public string[]? ReturnItems { get; init; }
    public string? ReturnPaymentMethodId { get; init; }
    public string[]? ExchangeItems { get; init; }
    public string[]? ExchangeNewItems { get; init; }
    public string? ExchangePaymentMethodId { get; init; }
    public decimal? ExchangePriceDifference { get; init; }

    public static string ToText(Order order) => BackOfficeJson.ToText(BackOfficeJson.Default.OrderDetails, Of(order));

    private static OrderDetails Of(Order order)
    {
        var returned = order.Return is { Kind: ReturnKind.Return } ? order.Return : null;
        var exchanged = order.Return is { Kind: ReturnKind.Exchange } ? order.Return : null;
        return new()
        {
            OrderId = order.OrderId,
            UserId = order.CustomerId,
            Status = order.Status,
            PlacedAt = order.PlacedAt,
            DeliveredAt = order.DeliveredAt,
            Address = order.Address,
            Items = [.. order.Items.Select(i => new OrderItemDetails(i.Name, i.ProductId, i.ItemId, Money.ToDollars(i.PriceMinor), i.Options))],
            Fulfillments = order.Fulfillments,
            PaymentHistory = [.. order.PaymentHistory.Select(p => new TransactionDetails(p.TransactionType, Money.ToDollars(p.AmountMinor), p.PaymentMethodId))],
            CancelReason = order.CancelReason,
            ReturnItems = returned?.ItemIds,
            ReturnPaymentMethodId = returned?.PaymentMethodId,
            ExchangeItems = exchanged?.ItemIds,
            ExchangeNewItems = exchanged is null ? null : [.. exchanged.NewItemIds!.Order(StringComparer.Ordinal)],
            ExchangePaymentMethodId = exchanged?.PaymentMethodId,
            ExchangePriceDifference = exchanged is null ? null : Money.ToDollars(exchanged.AmountMinor),
        };
    }
}
