using Agent.Processes.Policies;
using Agent.Processes.Steps.Tools;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>Judges proposed calls by the policies. Reads only, so running it again is harmless.</summary>
[KernelProcessStepMetadata("v1")]
[Emits(ConversationEvents.EligibilityDecided, OrdersEvents.CallAnswered, OrdersEvents.ActionCleared, OrdersEvents.ApprovalNeeded)]
internal sealed class EligibilityStep(PolicyBook policies, TimeProvider clock) : KernelProcessStep
{
    public const string Check = "check";
    public const string Recheck = "recheck";

    /// <summary>Judges a call the model proposes.</summary>
    [KernelFunction(Check)]
    public async Task CheckAsync(KernelProcessStepContext context, Kernel kernel, ToolCall call, CancellationToken cancellationToken = default)
    {
        var evaluation = await ActionEvaluation.MakeAsync(kernel, policies.For(kernel), call, clock.GetUtcNow(), cancellationToken);
        await TellAsync(context, kernel, call, evaluation);
        if (!evaluation.Verdict.Eligible)
        {
            await RefuseAsync(context, call, evaluation);
            return;
        }

        if (evaluation.Verdict.Approval == Approvers.None)
        {
            await context.EmitEventAsync(OrdersEvents.ActionCleared, call);
            return;
        }

        await context.EmitEventAsync(OrdersEvents.ApprovalNeeded, AskFor(call, evaluation));
    }

    /// <summary>Reads the facts again after an approval. It runs apart from the call itself, which would change them.</summary>
    [KernelFunction(Recheck)]
    public async Task RecheckAsync(KernelProcessStepContext context, Kernel kernel, ActionApproved approved, CancellationToken cancellationToken = default)
    {
        var needed = approved.Approval.Needed;
        var call = needed.Call with { CustomerText = approved.CustomerText };
        var evaluation = await ActionEvaluation.MakeAsync(kernel, policies.For(kernel), call, clock.GetUtcNow(), cancellationToken);
        if (evaluation.Verdict.Eligible && evaluation.Digest == needed.Digest)
        {
            await context.EmitEventAsync(OrdersEvents.ActionCleared, call);
            return;
        }

        await TellAsync(context, kernel, call, evaluation);
        if (!evaluation.Verdict.Eligible)
        {
            await RefuseAsync(context, call, evaluation);
            return;
        }

        await context.EmitEventAsync(OrdersEvents.ApprovalNeeded, AskFor(call, evaluation) with
        {
            // Somebody was asked before, so somebody is asked again, even if today's policy would not.
            Approver = evaluation.Verdict.Approval == Approvers.None ? needed.Approver : evaluation.Verdict.Approval!,
            Round = needed.Round + 1,
            Replaces = approved.Approval.ApprovalId,
            Difference = FactDifference.Describe(policies.For(kernel).Find(call.Tool)!, needed.Facts, evaluation.Facts),
        });
    }

    private static ApprovalNeeded AskFor(ToolCall call, ActionEvaluation evaluation) => new()
    {
        Call = call,
        Summary = evaluation.Summary,
        Approver = evaluation.Verdict.Approval!,
        Rule = evaluation.Verdict.Rule,
        Digest = evaluation.Digest,
        Facts = evaluation.Facts,
        AmountMinor = evaluation.AmountMinor,
    };

    private ValueTask TellAsync(KernelProcessStepContext context, Kernel kernel, ToolCall call, ActionEvaluation evaluation)
    {
        var verdict = evaluation.Verdict;
        return context.EmitEventAsync(
            ConversationEvents.EligibilityDecided,
            new EligibilityDecided(
                call.CallId, call.Tool, verdict.Eligible, verdict.Rule, verdict.Reason, verdict.SmallestChange, verdict.Approval, policies.For(kernel).Version),
            KernelProcessEventVisibility.Public);
    }

    private static ValueTask RefuseAsync(KernelProcessStepContext context, ToolCall call, ActionEvaluation evaluation)
    {
        var verdict = evaluation.Verdict;
        return context.EmitEventAsync(OrdersEvents.CallAnswered, new ToolAnswer
        {
            Call = call,
            Result = $"Refused by policy {verdict.Rule}: {verdict.Reason} {verdict.SmallestChange}".TrimEnd(),
        });
    }
}
