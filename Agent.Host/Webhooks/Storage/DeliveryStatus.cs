namespace Agent.Host.Webhooks.Storage;

/// <summary>How a delivery stands. Stored names: they never change.</summary>
internal static class DeliveryStatus
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";

    /// <summary>Tried often enough. It can be sent again on request.</summary>
    public const string Dead = "dead";

    /// <summary>What it was about was removed before it could be worded.</summary>
    public const string Dropped = "dropped";

    public static IReadOnlyList<string> All { get; } = [Pending, Delivered, Dead, Dropped];
}
