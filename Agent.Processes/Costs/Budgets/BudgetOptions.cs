using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Budgets;

/// <summary>What may be spent on models, in US dollars. Nothing is limited, and no call pays for the question, until a limit is set.</summary>
public sealed class BudgetOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Budgets";

    /// <summary>One conversation, as long as it lives.</summary>
    [Range(0, 1_000_000)]
    public decimal? Conversation { get; set; }

    /// <summary>One customer, on one day in UTC. Guests have no such limit: they are nobody in particular.</summary>
    [Range(0, 1_000_000)]
    public decimal? CustomerPerDay { get; set; }

    /// <summary>One tenant, on one day in UTC.</summary>
    [Range(0, 1_000_000_000)]
    public decimal? TenantPerDay { get; set; }

    /// <summary>One tenant, in one month in UTC.</summary>
    [Range(0, 1_000_000_000)]
    public decimal? TenantPerMonth { get; set; }

    /// <summary>The whole service, on one day in UTC.</summary>
    [Range(0, 1_000_000_000)]
    public decimal? ServicePerDay { get; set; }

    /// <summary>What is done with a call that does not fit; several with commas between them, such as <c>SummarizeFirst, CheaperModel, Stop</c>. Default: a person takes over.</summary>
    [AllowedPolicies]
    public BudgetPolicy WhenExceeded { get; set; } = BudgetPolicy.HandOver;

    /// <summary>The most tokens an answer may have while there are limits, unless its prompt says less: what is reserved must be what can happen. Default 4096.</summary>
    [Range(16, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 4096;

    /// <summary>When a reservation nobody settled, because its replica died, counts as spent. Longer than any call. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan ReservationTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often lapsed reservations are looked for. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What may be spent in a scope; 0 where nothing is limited.</summary>
    internal decimal LimitOf(string scope) => scope switch
    {
        BudgetScopes.Conversation => Conversation,
        BudgetScopes.CustomerDay => CustomerPerDay,
        BudgetScopes.TenantDay => TenantPerDay,
        BudgetScopes.TenantMonth => TenantPerMonth,
        BudgetScopes.ServiceDay => ServicePerDay,
        _ => null,
    } ?? 0;

    /// <summary>Whether there is any limit at all.</summary>
    public bool IsLimited => (Conversation ?? CustomerPerDay ?? TenantPerDay ?? TenantPerMonth ?? ServicePerDay) is not null;
}

[OptionsValidator]
internal sealed partial class BudgetOptionsValidator : IValidateOptions<BudgetOptions>;
