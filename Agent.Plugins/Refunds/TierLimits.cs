using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Refunds;

/// <summary>What customers of one tier can get without sending anything back.</summary>
public sealed class TierLimits
{
    /// <summary>The most that is refunded for one order, in dollars, all refunds together.</summary>
    [Range(0, 1_000_000)]
    public decimal MaxPerOrder { get; set; }

    /// <summary>The most credit given as a gesture within <see cref="RefundOptions.CreditWindow"/>, in dollars.</summary>
    [Range(0, 1_000_000)]
    public decimal MaxCredit { get; set; }
}
