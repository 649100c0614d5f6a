using Agent.Processes.Policies;
using Agent.Processes.Prompts;

namespace Agent.Host.Portal.Policies;

/// <summary>What is in force: policies as they were read, and prompts in every version.</summary>
internal static class PoliciesPage
{
    public static void MapPolicies(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Policies, (
        PortalContext context, PolicyBook policies, PromptLibrary prompts, string? prompt, string? from) => context.Page<PoliciesView>("policies.title", new()
        {
            [nameof(PoliciesView.Book)] = policies,
            [nameof(PoliciesView.Prompts)] = prompts,
            [nameof(PoliciesView.Comparison)] = prompt is not null && from is not null && prompts.Find(prompt, from) is { IsInForce: false } old
                ? new PromptComparison(old, prompts[prompt]) : null,
        }));
}
