namespace Agent.Plugins.Orders;

/// <summary>Which items of an order are to be replaced by which.</summary>
/// <param name="ItemIds">An id stands as often as pieces of it are replaced.</param>
/// <param name="NewItemIds">Matching <paramref name="ItemIds"/> by position.</param>
/// <param name="PaymentMethodId">Pays the difference, or receives it.</param>
internal sealed record ItemReplacementRequest(string[] ItemIds, string[] NewItemIds, string PaymentMethodId)
{
    /// <summary>How to say that a gift card does not hold enough.</summary>
    public string Shortfall { get; init; } = "insufficient gift card balance to pay for the price difference";

    public static ItemReplacementRequest ForExchange(string[] itemIds, string[] newItemIds, string paymentMethodId) => new(itemIds, newItemIds, paymentMethodId);

    public static ItemReplacementRequest ForChange(string[] itemIds, string[] newItemIds, string paymentMethodId) =>
        new(itemIds, newItemIds, paymentMethodId) { Shortfall = "insufficient gift card balance to pay for the new item" };

    /// <summary>Everything a repetition must have in common with the first call. The count keeps the two lists apart.</summary>
    public IEnumerable<string> Arguments =>
        [PaymentMethodId, ItemIds.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), .. ItemIds, .. NewItemIds];
}
