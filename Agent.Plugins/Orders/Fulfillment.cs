namespace Agent.Plugins.Orders;

/// <summary>One shipment: the parcels it went in and the items they hold.</summary>
internal sealed record Fulfillment
{
    public required string[] TrackingId { get; init; }
    public required string[] ItemIds { get; init; }
}
