using System.Globalization;
using Agent.Processes;
using Agent.Processes.Definitions;
using Agent.Processes.Prompts;

namespace Agent.Host.Portal.Policies;

/// <summary>What is in force: policies as they were read, prompts in every version, and what changed when.</summary>
internal static class PoliciesPage
{
    private const int MostChanges = 50;

    public static void MapPolicies(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Policies, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, ITenantPolicies policies, PromptLibrary prompts, IDefinitions definitions, CancellationToken cancellationToken,
        string? prompt = null, string? from = null, string? change = null) => context.Page<PoliciesView>("policies.title", new()
        {
            [nameof(PoliciesView.Book)] = await policies.FindPoliciesAsync(context.Caller.Tenant, cancellationToken),
            [nameof(PoliciesView.Overlays)] = await policies.FindOverlaysAsync(context.Caller.Tenant, cancellationToken),
            [nameof(PoliciesView.Prompts)] = prompts,
            [nameof(PoliciesView.Changes)] = await definitions.ListAsync(MostChanges, cancellationToken),
            [nameof(PoliciesView.Changed)] = long.TryParse(change, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? await definitions.FindAsync(number, cancellationToken) : null,
            [nameof(PoliciesView.Comparison)] = prompt is not null && from is not null && prompts.Find(prompt, from) is { IsInForce: false } old
                ? new PromptComparison(old, prompts[prompt]) : null,
        });
}
