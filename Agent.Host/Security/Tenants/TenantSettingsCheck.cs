using System.Text.Json;
using Agent.Host.Api;
using Agent.Host.Models;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Host.Security.Tenants;

/// <summary>Finds what cannot hold in a tenant's settings, such as tools, prompts and models that are not there: nobody notices later.</summary>
internal sealed class TenantSettingsCheck(PromptLibrary prompts, PolicyBook policies, ModelBudgets budgets, Kernel kernel)
{
    private const int LongestPolicies = 64_000;
    private static readonly string[] s_models = ["small", "large"];

    /// <returns>What is wrong; null when nothing is.</returns>
    public ProblemHttpResult? FindFault(TenantSettings settings)
    {
        var tools = kernel.Plugins.SelectMany(plugin => plugin).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        if (settings.Tools?.FirstOrDefault(tool => !tools.Contains(tool)) is { } unknown)
            return Problems.Invalid("tools", $"There is no tool '{unknown}'; there are {string.Join(", ", tools.Order(StringComparer.Ordinal))}.");
        if (settings.Prompts?.FirstOrDefault(chosen => prompts.Find(chosen.Key, chosen.Value) is null) is { Key: not null } missing)
            return Problems.Invalid("prompts", $"There is no version '{missing.Value}' of a prompt '{missing.Key}'.");
        if (settings.Models?.FirstOrDefault(chosen => prompts.VersionsOf(chosen.Key).Count == 0 || !s_models.Contains(chosen.Value)) is { Key: not null } wrong)
            return Problems.Invalid("models", $"'{wrong.Key}' must be a prompt, and '{wrong.Value}' one of {string.Join(", ", s_models)}.");
        return FindFault(settings.Policies) ?? FindFault(settings.Overlays) ?? FindFault(settings.Budgets);
    }

    private ProblemHttpResult? FindFault(JsonElement? values)
    {
        if (values is not { } given)
            return null;
        if (given.GetRawText().Length > LongestPolicies)
            return Problems.SettingsRefused("policies", $"The values may have up to {LongestPolicies} characters.");
        try
        {
            policies.With(given);
            return null;
        }
        catch (PolicyFileException fault)
        {
            return Problems.SettingsRefused("policies", fault.Entry is null ? fault.Fault : $"{fault.Entry}: {fault.Fault}");
        }
    }

    private static ProblemHttpResult? FindFault(IReadOnlyDictionary<string, PromptOverlay>? overlays) => (overlays ?? new Dictionary<string, PromptOverlay>())
        .Select(one => (one.Key, Fault: one.Value is null ? "It is empty." : PromptLibrary.FindFault(one.Key, one.Value))).FirstOrDefault(found => found.Fault is not null) is (not null, not null) found
        ? Problems.SettingsRefused($"overlays.{found.Key}", found.Fault) : null;

    private ProblemHttpResult? FindFault(TenantBudgets? own)
    {
        if (own is null)
            return null;
        if (!own.IsValid)
            return Problems.SettingsRefused("budgets", "Each budget must be from 0 to 1,000,000,000 US dollars.");
        // As at start, where the configuration sets the limits.
        var result = budgets.Validate(Options.DefaultName, new() { Conversation = own.IsLimited ? 0 : null });
        return result.Failed ? Problems.SettingsRefused("budgets", result.FailureMessage) : null;
    }
}
