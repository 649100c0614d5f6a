using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime;

/// <summary>Makes the kernel of a turn: the service's, with what a step may know of its conversation.</summary>
internal sealed class TurnKernels(Kernel kernel, ApprovalStore approvals, IDbContextFactory<AgentDbContext> contexts, TimeProvider clock)
{
    /// <param name="claim">The claim the turn runs under.</param>
    /// <param name="customerId">Its customer.</param>
    /// <param name="channel">Its channel.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="output">Where pieces of the answer go; null for nowhere.</param>
    public Kernel Create(Claim claim, string customerId, string channel, int turn, ITurnOutput? output)
    {
        var ours = kernel.Clone();
        ours.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(claim.Key, customerId, channel, TurnIds.Format(turn));
        ours.Data[KernelConversationExtensions.DeskKey] = new ApprovalDesk(claim, approvals, contexts, clock);
        if (output is not null)
        {
            ours.Data[KernelConversationExtensions.OutputKey] = output;
        }

        return ours;
    }
}
