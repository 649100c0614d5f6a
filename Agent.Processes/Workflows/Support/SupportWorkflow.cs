using Agent.Processes.Workflows.Support.Specialists;
using Agent.Processes.Workflows.Support.Approvals;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Workflows.Support;

/// <summary>The support conversation: guardrail, triage, specialists, approvals, reply. Routing only; what happens is in the steps.</summary>
internal static class SupportWorkflow
{
    public const string Name = "support";
    public const string Version = "v1";

    private const string OrdersProcess = "orders";

    public static WorkflowDefinition Definition { get; } = new()
    {
        Name = Name,
        Version = Version,
        Build = Build,
        EndEvents = [SupportEvents.Closed],
        Json = SupportJsonContext.Default,
    };

    public static ProcessBuilder Build()
    {
        var process = new ProcessBuilder(Name) { Version = Version };
        var guardrail = process.AddStepFromType<GuardrailStep>("guardrail");
        var triage = process.AddStepFromType<TriageStep>("triage");
        var orders = process.AddStepFromProcess(BuildOrders());
        var general = process.AddStepFromType<GeneralAgentStep>("general");
        var ticket = process.AddStepFromType<TicketStep>("ticket");
        var replyGuard = process.AddStepFromType<ReplyGuardStep>("reply_guard");
        var reply = process.AddStepFromType<ReplyStep>("reply");
        var handOff = process.AddStepFromType<HandOffStep>("hand_off");
        var say = new ProcessFunctionTargetBuilder(reply, ReplyStep.Say);

        process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(guardrail));
        process.OnInputEvent(ConversationInputs.ApprovalDecided).SendEventTo(orders.WhereInputEventIs(ConversationInputs.ApprovalDecided));
        process.OnInputEvent(ConversationInputs.ApprovalExpired).SendEventTo(orders.WhereInputEventIs(ConversationInputs.ApprovalExpired));
        process.OnInputEvent(ConversationInputs.ApprovalReminder).SendEventTo(orders.WhereInputEventIs(ConversationInputs.ApprovalReminder));

        process.OnInputEvent(ConversationInputs.HandedBack).SendEventTo(new ProcessFunctionTargetBuilder(triage, TriageStep.TakeBack));
        process.OnInputEvent(ConversationInputs.HandedBack).SendEventTo(orders.WhereInputEventIs(ConversationInputs.HandedBack));
        process.OnInputEvent(ConversationInputs.HandedBack).SendEventTo(new ProcessFunctionTargetBuilder(general, GeneralAgentStep.TakeBack));

        guardrail.OnEvent(SupportEvents.MessageAllowed).SendEventTo(new ProcessFunctionTargetBuilder(triage, TriageStep.Sort));
        guardrail.OnEvent(SupportEvents.ReplyReady).SendEventTo(say);

        triage.OnEvent(SupportEvents.OrdersAsked).SendEventTo(orders.WhereInputEventIs(SupportEvents.OrdersAsked));
        triage.OnEvent(SupportEvents.MessageWhileWaiting).SendEventTo(orders.WhereInputEventIs(SupportEvents.MessageWhileWaiting));
        triage.OnEvent(SupportEvents.GeneralAsked).SendEventTo(new ProcessFunctionTargetBuilder(general, GeneralAgentStep.Answer));
        triage.OnEvent(SupportEvents.TicketNeeded).SendEventTo(new ProcessFunctionTargetBuilder(ticket));
        triage.OnEvent(SupportEvents.Goodbye).SendEventTo(new ProcessFunctionTargetBuilder(reply, ReplyStep.Close));

        orders.OnEvent(OrdersEvents.QuestionReady).SendEventTo(say);
        orders.OnEvent(OrdersEvents.ReplyDrafted).SendEventTo(new ProcessFunctionTargetBuilder(replyGuard));
        orders.OnEvent(OrdersEvents.GaveUp).SendEventTo(new ProcessFunctionTargetBuilder(ticket));
        general.OnEvent(SupportEvents.ReplyDrafted).SendEventTo(new ProcessFunctionTargetBuilder(replyGuard));

        replyGuard.OnEvent(SupportEvents.ReplyReady).SendEventTo(say);
        replyGuard.OnEvent(SupportEvents.OrdersReplyRejected).SendEventTo(orders.WhereInputEventIs(SupportEvents.OrdersReplyRejected));
        replyGuard.OnEvent(SupportEvents.GeneralReplyRejected).SendEventTo(new ProcessFunctionTargetBuilder(general, GeneralAgentStep.Revise));
        replyGuard.OnEvent(SupportEvents.TicketNeeded).SendEventTo(new ProcessFunctionTargetBuilder(ticket));

        ticket.OnEvent(SupportEvents.ReplyReady).SendEventTo(say);
        handOff.OnEvent(SupportEvents.ReplyReady).SendEventTo(say);
        reply.OnEvent(SupportEvents.Replied).SendEventTo(new ProcessFunctionTargetBuilder(triage, TriageStep.Remember));
        reply.OnEvent(SupportEvents.Closed).StopProcess();

        // An error anywhere, nested steps included, is apologised for; one while handing over leaves the plain regret.
        process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(handOff));
        handOff.OnFunctionError().SendEventTo(new ProcessFunctionTargetBuilder(reply, ReplyStep.Regret));
        return process;
    }

    private static ProcessBuilder BuildOrders()
    {
        var process = new ProcessBuilder(OrdersProcess) { Version = Version };
        var agent = process.AddStepFromType<OrdersAgentStep>("agent");
        var tools = process.AddStepFromType<ToolsStep>("tools");
        var eligibility = process.AddStepFromType<EligibilityStep>("eligibility");
        var approval = process.AddStepFromType<ApprovalStep>("approval");
        var execution = process.AddStepFromType<ExecutionStep>("execution");
        var resume = new ProcessFunctionTargetBuilder(agent, OrdersAgentStep.Resume);
        var answer = new ProcessFunctionTargetBuilder(agent, OrdersAgentStep.Answer);

        process.OnInputEvent(SupportEvents.OrdersAsked).SendEventTo(answer);
        process.OnInputEvent(SupportEvents.OrdersReplyRejected).SendEventTo(new ProcessFunctionTargetBuilder(agent, OrdersAgentStep.Revise));
        process.OnInputEvent(SupportEvents.MessageWhileWaiting).SendEventTo(new ProcessFunctionTargetBuilder(approval, ApprovalStep.Interpret));
        process.OnInputEvent(ConversationInputs.ApprovalDecided).SendEventTo(new ProcessFunctionTargetBuilder(approval, ApprovalStep.Decide));
        process.OnInputEvent(ConversationInputs.ApprovalExpired).SendEventTo(new ProcessFunctionTargetBuilder(approval, ApprovalStep.Expire));
        process.OnInputEvent(ConversationInputs.ApprovalReminder).SendEventTo(new ProcessFunctionTargetBuilder(approval, ApprovalStep.Remind));

        process.OnInputEvent(ConversationInputs.HandedBack).SendEventTo(new ProcessFunctionTargetBuilder(agent, OrdersAgentStep.TakeBack));
        process.OnInputEvent(ConversationInputs.HandedBack).SendEventTo(new ProcessFunctionTargetBuilder(approval, ApprovalStep.TakeBack));

        agent.OnEvent(OrdersEvents.ReadRequested).SendEventTo(new ProcessFunctionTargetBuilder(tools));
        agent.OnEvent(OrdersEvents.ActionProposed).SendEventTo(new ProcessFunctionTargetBuilder(eligibility, EligibilityStep.Check));
        agent.OnEvent(OrdersEvents.CallAnswered).SendEventTo(resume);
        tools.OnEvent(OrdersEvents.CallAnswered).SendEventTo(resume);

        eligibility.OnEvent(OrdersEvents.CallAnswered).SendEventTo(resume);
        eligibility.OnEvent(OrdersEvents.ApprovalNeeded).SendEventTo(new ProcessFunctionTargetBuilder(approval, ApprovalStep.Ask));
        eligibility.OnEvent(OrdersEvents.ActionCleared).SendEventTo(new ProcessFunctionTargetBuilder(execution));

        approval.OnEvent(OrdersEvents.ApprovalAsked).SendEventTo(new ProcessFunctionTargetBuilder(agent, OrdersAgentStep.NoteQuestion));
        approval.OnEvent(OrdersEvents.ActionLapsed).SendEventTo(new ProcessFunctionTargetBuilder(agent, OrdersAgentStep.NoteLapse));
        approval.OnEvent(OrdersEvents.MessagePassed).SendEventTo(answer);
        approval.OnEvent(OrdersEvents.ActionApproved).SendEventTo(new ProcessFunctionTargetBuilder(eligibility, EligibilityStep.Recheck));
        approval.OnEvent(OrdersEvents.CallAnswered).SendEventTo(resume);
        execution.OnEvent(OrdersEvents.CallAnswered).SendEventTo(resume);
        return process;
    }
}
