using Agent.Processes;
using Agent.Processes.Workflows.Support;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Host.Replay;

/// <summary>Another version of the support workflow: a person answers everything that the guardrail lets pass.</summary>
internal static class TimidWorkflow
{
    public static WorkflowDefinition Definition { get; } = SupportWorkflow.Definition with
    {
        Version = "v2", Build = Build, EndEvents = [SupportEvents.Closed, SupportEvents.Replied],
    };

    private static ProcessBuilder Build()
    {
        var process = new ProcessBuilder(SupportWorkflow.Name) { Version = "v2" };
        var guardrail = process.AddStepFromType<GuardrailStep>("guardrail");
        var person = process.AddStepFromType<PersonStep>("person");
        var ticket = process.AddStepFromType<TicketStep>("ticket");
        var reply = process.AddStepFromType<ReplyStep>("reply");
        var say = new ProcessFunctionTargetBuilder(reply, ReplyStep.Say);
        process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(guardrail));
        guardrail.OnEvent(SupportEvents.MessageAllowed).SendEventTo(new ProcessFunctionTargetBuilder(person));
        guardrail.OnEvent(SupportEvents.ReplyReady).SendEventTo(say);
        person.OnEvent(SupportEvents.TicketNeeded).SendEventTo(new ProcessFunctionTargetBuilder(ticket));
        ticket.OnEvent(SupportEvents.ReplyReady).SendEventTo(say);
        process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(reply, ReplyStep.Regret));
        return process;
    }

    [Emits(SupportEvents.TicketNeeded)]
    private sealed class PersonStep : KernelProcessStep
    {
        [KernelFunction("ask")]
        public async Task AskAsync(KernelProcessStepContext context, MessageAllowed message) =>
            await context.EmitEventAsync(SupportEvents.TicketNeeded, new TicketNeeded { Team = "human", Priority = "normal", Subject = "A question", Body = message.Text, Opening = "A person will answer this." });
    }
}
