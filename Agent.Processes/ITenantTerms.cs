using System.Text.Json;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Prompts;

namespace Agent.Processes;

/// <summary>What is different for one tenant, asked before each turn. It must answer from memory as a rule: a turn waits for it.</summary>
public interface ITenantTerms
{
    /// <summary>How things stand for a tenant now. The same object as long as nothing has changed: what is made of it is kept with it.</summary>
    ValueTask<TenantTerms> FindAsync(string tenant, CancellationToken cancellationToken);
}

/// <summary>What a tenant's turns may use. What is left out is as for everybody.</summary>
public sealed record TenantTerms
{
    /// <summary>As for everybody.</summary>
    public static TenantTerms None { get; } = new();

    /// <summary>The tools by name; null for all. No other is offered to a model, found by a step, or run.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Versions of prompts by the prompt's name; null for those in force. A version that is gone from the file counts as left out.</summary>
    public IReadOnlyDictionary<string, string>? Prompts { get; init; }

    /// <summary>The model by the prompt's name: <c>small</c> or <c>large</c>. It comes before the routes of the configuration.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; init; }

    /// <summary>Values of its own in the policies, by the names of the file; see <see cref="Agent.Processes.Policies.PolicyBook.With"/>.</summary>
    public JsonElement? Policies { get; init; }

    /// <summary>Words of its own in prompts, by the prompt's name.</summary>
    public IReadOnlyDictionary<string, PromptOverlay>? Overlays { get; init; }

    /// <summary>What its conversations may spend, in place of what the configuration says.</summary>
    public TenantBudgets? Budgets { get; init; }
}
