using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime;

/// <summary>Makes the kernel of a turn: the service's, with what a step may know of its conversation.</summary>
internal sealed class TurnKernels(Kernel kernel, ApprovalStore approvals, IDbContextFactory<AgentDbContext> contexts, TimeProvider clock, ITenantTerms? tenants = null)
{
    /// <param name="claim">The claim the turn runs under.</param>
    /// <param name="customerId">Its customer.</param>
    /// <param name="channel">Its channel.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="output">Where pieces of the answer go; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<Kernel> CreateAsync(Claim claim, string customerId, string channel, int turn, ITurnOutput? output, CancellationToken cancellationToken)
    {
        var ours = kernel.Clone();
        if (tenants is not null && await tenants.FindAsync(claim.Key.Tenant, cancellationToken) is var terms && terms != TenantTerms.None)
        {
            ours.Data[KernelConversationExtensions.TermsKey] = terms;
            if (terms.Tools is { } tools)
            {
                Keep(ours, tools);
            }
        }

        ours.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(claim.Key, customerId, channel, TurnIds.Format(turn));
        ours.Data[KernelConversationExtensions.DeskKey] = new ApprovalDesk(claim, approvals, contexts, clock);
        if (output is not null)
        {
            ours.Data[KernelConversationExtensions.OutputKey] = output;
        }

        return ours;
    }

    /// <summary>Leaves the tools that a tenant may use, and every function that is none.</summary>
    private static void Keep(Kernel ours, IReadOnlyList<string> tools)
    {
        KernelPlugin[] kept =
        [
            .. ours.Plugins.Select(plugin => KernelPluginFactory.CreateFromFunctions(plugin.Name, plugin.Description, plugin.Where(function => tools.Contains(function.Name, StringComparer.Ordinal)))),
        ];
        ours.Plugins.Clear();
        ours.Plugins.AddRange(kept);
    }
}
