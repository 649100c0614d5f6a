using Agent.Host.Api;
using Agent.Processes;
using Agent.Processes.Policies;

namespace Agent.Host.Portal.Approvals;

/// <summary>What waits for an operator: the start page of whoever decides.</summary>
internal static class ApprovalsPage
{
    private const string Operator = "operator";
    private const int MostShown = 100;
    private const int DecidedShown = 8;
    private static readonly ApprovalStatus[] Decided = [ApprovalStatus.Approved, ApprovalStatus.Denied, ApprovalStatus.Expired, ApprovalStatus.Withdrawn];

    public static void MapApprovals(this IEndpointRouteBuilder portal)
    {
        portal.MapGet(PortalAddresses.Approvals, ShowAsync);
        portal.MapGet(PortalAddresses.Live, (PortalContext context, IApprovalFeed feed) => new LiveResult(feed, context.Caller.Tenant));
    }

    private static async Task<IResult> ShowAsync(
        PortalContext context, IApprovals approvals, IConversations conversations, ITenantPolicies own, CancellationToken cancellationToken, string? id = null)
    {
        var tenant = context.Caller.Tenant;
        var policies = await own.FindPoliciesAsync(tenant, cancellationToken);
        var waiting = await approvals.ListAsync(tenant, new() { Status = ApprovalStatus.Pending, Approver = Operator, Limit = MostShown }, cancellationToken);
        var decided = new List<ApprovalView>();
        foreach (var status in Decided)
            decided.AddRange(await approvals.ListAsync(tenant, new() { Status = status, Approver = Operator, Limit = DecidedShown }, cancellationToken));
        ApprovalView[] queue = [.. waiting.OrderBy(approval => approval.Request.ExpiresAt ?? DateTimeOffset.MaxValue).ThenBy(approval => approval.RequestedAt)];
        var chosen = id is null ? queue.FirstOrDefault() : PublicIds.IsPossible(id) ? await approvals.FindAsync(tenant, id, cancellationToken) : null;
        if (id is not null && chosen is null)
            return Results.NotFound();
        return context.Page<ApprovalsView>("approvals.title", new()
        {
            [nameof(ApprovalsView.Queue)] = queue,
            [nameof(ApprovalsView.Together)] = Together(queue, policies),
            [nameof(ApprovalsView.Decided)] = decided.OrderByDescending(approval => approval.Decision?.DecidedAt).Take(DecidedShown).ToArray(),
            [nameof(ApprovalsView.Chosen)] = chosen is null ? null : await DetailAsync(chosen),
        });

        async Task<ApprovalDetail> DetailAsync(ApprovalView approval) => new(
            approval,
            await approvals.FindVerdictAsync(tenant, approval, cancellationToken),
            policies.Describe().FirstOrDefault(policy => policy.Tool == approval.Request.Tool),
            await conversations.ReadTranscriptAsync(new(tenant, approval.ConversationId), cancellationToken));
    }

    // By the rule as it stands today: that one is looked at again when the decision comes.
    private static HashSet<string> Together(ApprovalView[] queue, PolicyBook policies)
    {
        var rules = policies.Describe().SelectMany(policy => policy.Approvals.Where(rule => rule.Together).Select(rule => (policy.Tool, rule.Name))).ToHashSet();
        return [.. queue.Where(approval => rules.Contains((approval.Request.Tool, approval.Request.Rule))).Select(approval => approval.Request.ApprovalId)];
    }
}
