using System.Globalization;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>Puts sample orders together so that their parts agree: paid is what the items cost, shipped is what was ordered.</summary>
internal static class SampleOrders
{
    public static string Id(int number) => "#W" + number.ToString(CultureInfo.InvariantCulture);

    public static OrderItem Item(Product product, ProductVariant variant) => new()
    {
        Name = product.Name, ProductId = product.ProductId, ItemId = variant.ItemId, PriceMinor = variant.PriceMinor, Options = variant.Options,
    };

    public static Order Create(Customer customer, int number, int sequence, OrderStatus status, DateTimeOffset placedAt, DateTimeOffset? deliveredAt,
        string paymentMethodId, OrderItem[] items) => new()
    {
        Tenant = customer.Tenant,
        OrderId = Id(number),
        CustomerId = customer.CustomerId,
        Sequence = sequence,
        Status = status,
        PlacedAt = placedAt,
        DeliveredAt = deliveredAt,
        Address = customer.Address with { },
        Items = items,
        Fulfillments = status is OrderStatus.Processed or OrderStatus.Delivered ? [Shipment(number, items)] : [],
        PaymentHistory = Payments(status, items.Sum(i => i.PriceMinor), paymentMethodId),
        CancelReason = status is OrderStatus.Cancelled ? "no longer needed" : null,
    };

    private static Fulfillment Shipment(int number, OrderItem[] items) => new()
    {
        TrackingId = [(300_000_000_000 + number * 7_919L).ToString(CultureInfo.InvariantCulture)],
        ItemIds = [.. items.Select(i => i.ItemId)],
    };

    private static PaymentTransaction[] Payments(OrderStatus status, long totalMinor, string paymentMethodId)
    {
        var payment = new PaymentTransaction { TransactionType = TransactionType.Payment, AmountMinor = totalMinor, PaymentMethodId = paymentMethodId };
        return status is OrderStatus.Cancelled ? [payment, payment with { TransactionType = TransactionType.Refund }] : [payment];
    }
}
