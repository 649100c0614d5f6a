using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Agent.Plugins.Products;

namespace Agent.Plugins.Orders;

/// <summary>
/// The rules that changing the items of a pending order and exchanging those of a delivered one share: only what was ordered, one new
/// item for each, available and of the same product, and a way to pay the difference.
/// </summary>
internal sealed record ItemReplacement
{
    /// <summary>The order's items with the new ones in the place of the old ones.</summary>
    public required OrderItem[] Items { get; init; }

    /// <summary>What goes and what comes, in the order they were named.</summary>
    public required IReadOnlyList<(OrderItem Old, ProductVariant New)> Pairs { get; init; }

    /// <summary>In cents: what the new items cost more, at today's prices; negative if less.</summary>
    public required long DifferenceMinor { get; init; }

    /// <summary>Where the difference is paid from or goes to.</summary>
    public required PaymentMethod PaymentMethod { get; init; }

    /// <exception cref="ToolException">A rule forbids it; the text says which.</exception>
    public static ItemReplacement Plan(OrderFacts facts, ItemReplacementRequest request)
    {
        CheckItems(facts.Order, request);
        var items = facts.Order.Items.ToArray();
        var pairs = new List<(OrderItem Old, ProductVariant New)>();
        foreach (var (oldId, newId) in request.ItemIds.Zip(request.NewItemIds))
        {
            // Pieces of one article cannot be told apart, so the first is as good as any.
            var position = Array.FindIndex(items, item => item.ItemId == oldId);
            if (position < 0)
            {
                throw new ToolException($"{oldId} not found: it was named for replacement twice");
            }

            var next = FindVariant(facts, items[position], newId);
            pairs.Add((items[position], next));
            items[position] = items[position] with { ItemId = newId, PriceMinor = next.PriceMinor, Options = next.Options };
        }

        var difference = pairs.Sum(pair => pair.New.PriceMinor - pair.Old.PriceMinor);
        return new() { Items = items, Pairs = pairs, DifferenceMinor = difference, PaymentMethod = FindPayment(facts, request.PaymentMethodId, difference, request.Shortfall) };
    }

    private static void CheckItems(Order order, ItemReplacementRequest request)
    {
        if (request.ItemIds.Length is 0)
        {
            throw new ToolException("no item was named: 'item_ids' must hold at least one item id of the order");
        }

        foreach (var named in request.ItemIds.CountBy(id => id))
        {
            if (order.Items.Count(item => item.ItemId == named.Key) < named.Value)
            {
                throw new ToolException($"{named.Key} not found: {order.OrderId} does not hold it as often as it was named");
            }
        }

        if (request.ItemIds.Length != request.NewItemIds.Length)
        {
            throw new ToolException("the number of items to be exchanged should match: "
                + $"{request.ItemIds.Length} in 'item_ids', {request.NewItemIds.Length} in 'new_item_ids'");
        }
    }

    private static ProductVariant FindVariant(OrderFacts facts, OrderItem old, string newId)
    {
        var next = facts.Variants.FirstOrDefault(variant => variant.ItemId == newId && variant.ProductId == old.ProductId);
        return next is { Available: true }
            ? next
            : throw new ToolException($"new item {newId} not found or available: " + (next is null
                ? $"it is no variant of the product {old.ProductId} ({old.Name})"
                : "it is not in stock"));
    }

    private static PaymentMethod FindPayment(OrderFacts facts, string id, long differenceMinor, string shortfall)
    {
        var method = facts.FindMethod(id) ?? throw new ToolException($"payment method not found: the customer has no '{id}'");
        return method.BalanceMinor is not { } balance || balance >= differenceMinor
            ? method
            : throw new ToolException(FormattableString.Invariant(
                $"{shortfall}: {Money.ToDollars(differenceMinor):0.00} is due and {Money.ToDollars(balance):0.00} is left on it"));
    }
}
