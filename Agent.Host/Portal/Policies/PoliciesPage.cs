using System.Globalization;
using Agent.Processes.Definitions;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;

namespace Agent.Host.Portal.Policies;

/// <summary>What is in force: policies as they were read, prompts in every version, and what changed when.</summary>
internal static class PoliciesPage
{
    private const int MostChanges = 50;

    public static void MapPolicies(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Policies, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, PolicyBook policies, PromptLibrary prompts, IDefinitions definitions, CancellationToken cancellationToken,
        string? prompt = null, string? from = null, string? change = null) => context.Page<PoliciesView>("policies.title", new()
        {
            [nameof(PoliciesView.Book)] = policies,
            [nameof(PoliciesView.Prompts)] = prompts,
            [nameof(PoliciesView.Changes)] = await definitions.ListAsync(MostChanges, cancellationToken),
            [nameof(PoliciesView.Changed)] = long.TryParse(change, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? await definitions.FindAsync(number, cancellationToken) : null,
            [nameof(PoliciesView.Comparison)] = prompt is not null && from is not null && prompts.Find(prompt, from) is { IsInForce: false } old
                ? new PromptComparison(old, prompts[prompt]) : null,
        });
}
