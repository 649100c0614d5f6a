using Agent.Host.Replay.Jobs;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Portal.Replays;

/// <summary>The replays there are, and the form that starts one.</summary>
internal static class ReplaysPage
{
    public static void MapReplays(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Replays, ShowAsync);

    private static async Task<IResult> ShowAsync(PortalContext context, IReplayJobs jobs, IConversations conversations, IOptions<ReplayJobOptions> options, CancellationToken cancellationToken) =>
        context.Page<ReplaysView>("replays.title", new()
        {
            [nameof(ReplaysView.Runs)] = await jobs.ListAsync(context.Caller.Tenant, cancellationToken),
            [nameof(ReplaysView.Versions)] = conversations.Workflows.Select(workflow => workflow.Version).Distinct().ToArray(),
            [nameof(ReplaysView.LiveBudget)] = options.Value.LiveBudget,
        });
}
