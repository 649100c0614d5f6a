using Agent.Host.Api;
using Agent.Processes.Prompts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.SemanticKernel;

namespace Agent.Host.Security.Tenants;

/// <summary>Finds tools, prompts and models in a tenant's settings that are not there: nobody notices later.</summary>
internal sealed class TenantSettingsCheck(PromptLibrary prompts, Kernel kernel)
{
    private static readonly string[] s_models = ["small", "large"];

    /// <returns>What is wrong; null when nothing is.</returns>
    public ProblemHttpResult? FindFault(TenantSettings settings)
    {
        var tools = kernel.Plugins.SelectMany(plugin => plugin).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        if (settings.Tools?.FirstOrDefault(tool => !tools.Contains(tool)) is { } unknown)
            return Problems.Invalid("tools", $"There is no tool '{unknown}'; there are {string.Join(", ", tools.Order(StringComparer.Ordinal))}.");
        if (settings.Prompts?.FirstOrDefault(chosen => prompts.Find(chosen.Key, chosen.Value) is null) is { Key: not null } missing)
            return Problems.Invalid("prompts", $"There is no version '{missing.Value}' of a prompt '{missing.Key}'.");
        return settings.Models?.FirstOrDefault(chosen => prompts.VersionsOf(chosen.Key).Count == 0 || !s_models.Contains(chosen.Value)) is { Key: not null } wrong
            ? Problems.Invalid("models", $"'{wrong.Key}' must be a prompt, and '{wrong.Value}' one of {string.Join(", ", s_models)}.") : null;
    }
}
