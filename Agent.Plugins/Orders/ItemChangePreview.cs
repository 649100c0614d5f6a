using Agent.Plugins.BackOffice;

namespace Agent.Plugins.Orders;

/// <summary>What a replacement of items would be, as a tool tells it; amounts are in dollars.</summary>
internal sealed record ItemChangePreview
{
    private const string None = "none";

    /// <summary>Why it is not possible, or <c>none</c>.</summary>
    public required string Problem { get; init; }

    /// <summary>What the customer pays, negative for what they get back; absent when there is a problem.</summary>
    public decimal? PriceDifference { get; init; }

    /// <summary>The difference without its sign: the money that moves.</summary>
    public decimal? Amount { get; init; }

    public ItemChangePair[]? Items { get; init; }

    public static ItemChangePreview Of(ItemReplacement plan) => new()
    {
        Problem = None,
        PriceDifference = Money.ToDollars(plan.DifferenceMinor),
        Amount = Money.ToDollars(Math.Abs(plan.DifferenceMinor)),
        Items = [.. plan.Pairs.Select(ItemChangePair.Of)],
    };
}
