namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>An order as <c>get_order_details</c>, or a tool that changed it, tells it.</summary>
internal sealed record OrderView
{
    public required string Id { get; init; }

    /// <summary>As told, such as <c>delivered</c> or <c>return requested</c>.</summary>
    public required string Status { get; init; }

    public required ItemView[] Items { get; init; }

    public DateTimeOffset? PlacedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    public AddressView? Address { get; init; }

    public string[] TrackingIds { get; init; } = [];

    /// <summary>The method of the first payment; null when nothing was paid yet.</summary>
    public string? PaidWith { get; init; }

    public decimal Paid { get; init; }

    /// <summary>Sum of the refunds booked so far.</summary>
    public decimal Refunded { get; init; }

    public string[] ReturnItems { get; init; } = [];

    public string? ReturnPaymentMethodId { get; init; }

    public string? CancelReason { get; init; }

    public bool IsPending => Status.StartsWith("pending", StringComparison.Ordinal);

    public bool IsDelivered => Status is "delivered";

    public decimal Total => Paid > 0 ? Paid : Items.Sum(item => item.Price);
}
