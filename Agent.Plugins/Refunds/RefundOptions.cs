using System.ComponentModel.DataAnnotations;
using Agent.Plugins.Customers;
using Microsoft.Extensions.Options;

namespace Agent.Plugins.Refunds;

/// <summary>How much a customer can get without sending anything back. These hold whoever calls; who has to agree before is a matter of policy.</summary>
public sealed class RefundOptions
{
    /// <summary>Where these options stand in the configuration.</summary>
    public const string Section = "Refunds";

    /// <summary>Customers of the tier Gold, who may have their money back; defaults: 2,000 an order, 100 credit.</summary>
    [ValidateObjectMembers]
    public TierLimits Gold { get; set; } = new() { MaxPerOrder = 2_000, MaxCredit = 100 };

    /// <summary>Customers of the tier Standard, who get store credit; defaults: 700 an order, 50 credit.</summary>
    [ValidateObjectMembers]
    public TierLimits Standard { get; set; } = new() { MaxPerOrder = 700, MaxCredit = 50 };

    /// <summary>The time over which gestures are added up; default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan CreditWindow { get; set; } = TimeSpan.FromDays(30);

    internal TierLimits For(CustomerTier tier) => tier is CustomerTier.Gold ? Gold : Standard;
}
