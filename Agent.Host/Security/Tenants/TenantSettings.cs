using System.Text.Json;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;

namespace Agent.Host.Security.Tenants;

/// <summary>What can be different for one tenant. What is left out is as for everybody.</summary>
public sealed record TenantSettings
{
    /// <summary>How the tenant shows itself to its customers.</summary>
    public TenantBranding? Branding { get; init; }

    /// <summary>The workflows its conversations may use; null means all of them.</summary>
    public IReadOnlyList<string>? Workflows { get; init; }

    /// <summary>How much it may ask for, in place of what the configuration says.</summary>
    public TenantLimits? Limits { get; init; }

    /// <summary>The tools its turns may use, by name; null means all of them.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Versions of prompts by the prompt's name, in place of those in force.</summary>
    public IReadOnlyDictionary<string, string>? Prompts { get; init; }

    /// <summary>The model, <c>small</c> or <c>large</c>, by the prompt's name, in place of what the prompt or a route says.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; init; }

    /// <summary>Values of its own in the policies, by the names of the policies file: windows, thresholds, who agrees, how long a question stays open.</summary>
    public JsonElement? Policies { get; init; }

    /// <summary>Words of its own in prompts, by the prompt's name.</summary>
    public IReadOnlyDictionary<string, PromptOverlay>? Overlays { get; init; }

    /// <summary>What it may spend on models, in US dollars.</summary>
    public TenantBudgets? Budgets { get; init; }

    /// <summary>What is different by the names of its members, and of policies and words in prompts which: by digits that stand for them, as in the versions that decisions and calls name.</summary>
    internal IEnumerable<string> Named()
    {
        (string Name, object? Value)[] members = [("branding", Branding), ("workflows", Workflows), ("limits", Limits), ("tools", Tools), ("prompts", Prompts), ("models", Models), ("budgets", Budgets)];
        foreach (var (name, _) in members.Where(member => member.Value is not null))
            yield return name;
        if (Policies is { } policies)
            yield return $"policies+{PolicyBook.HashOf(policies)}";
        foreach (var (name, words) in Overlays ?? new Dictionary<string, PromptOverlay>())
            yield return $"{name}+{words.Hash}";
    }
}
