using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Terms;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime;

/// <summary>Makes the kernel of a turn: the service's, with what a step may know of its conversation.</summary>
internal sealed class TurnKernels(Kernel kernel, ApprovalStore approvals, IDbContextFactory<AgentDbContext> contexts, TimeProvider clock, TermsResolver terms)
{
    /// <param name="claim">The claim the turn runs under.</param>
    /// <param name="customerId">Its customer.</param>
    /// <param name="channel">Its channel.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="output">Where pieces of the answer go; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<Kernel> CreateAsync(Claim claim, string customerId, string channel, int turn, ITurnOutput? output, CancellationToken cancellationToken)
    {
        var ours = Create(claim, customerId, channel, turn, await terms.FindAsync(claim.Key.Tenant, cancellationToken));
        if (output is not null)
        {
            ours.Data[KernelConversationExtensions.OutputKey] = output;
        }

        return ours;
    }

    /// <summary>The kernel of a turn that is replayed: what was different for the tenant is what was different then.</summary>
    /// <param name="claim">A claim nothing can be written under.</param>
    /// <param name="customerId">The conversation's customer.</param>
    /// <param name="channel">Its channel.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="recorded">The id under which it is recorded; null when nothing was different.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<Kernel> CreateAgainAsync(Claim claim, string customerId, string channel, int turn, string? recorded, CancellationToken cancellationToken) =>
        Create(claim, customerId, channel, turn, recorded is null ? null : await terms.ReadAsync(claim.Key.Tenant, recorded, cancellationToken));

    private Kernel Create(Claim claim, string customerId, string channel, int turn, TurnTerms? different)
    {
        var ours = kernel.Clone();
        different?.LayInto(ours);
        ours.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(claim.Key, customerId, channel, TurnIds.Format(turn)) { Budgets = different?.Terms.Budgets };
        ours.Data[KernelConversationExtensions.DeskKey] = new ApprovalDesk(claim, approvals, contexts, clock);
        return ours;
    }
}
