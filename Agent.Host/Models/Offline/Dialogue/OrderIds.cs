namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Order ids are written with and without the number sign; inside the rules they always have it.</summary>
internal static class OrderIds
{
    public static string Normal(string orderId) =>
        orderId.StartsWith('#') ? orderId : orderId.StartsWith('W') || orderId.StartsWith('w') ? string.Concat("#W", orderId.AsSpan(1)) : orderId;
}
