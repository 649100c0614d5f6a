using Agent.Processes;
using Agent.Processes.Runtime.Compilation;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Runtime;

internal sealed class WorkflowCompilerTests
{
    [Emits("faulty.known", "faulty.lost")]
    private sealed class FaultyStep : KernelProcessStep
    {
        [KernelFunction("run")]
        public void Run(Wish wish)
        {
        }
    }

    [Emits]
    private sealed class VagueStep : KernelProcessStep
    {
        [KernelFunction("run")]
        public void Run(object anything)
        {
        }
    }

    [Emits(ConversationEvents.ApprovalRequested)]
    private sealed class AskingStep : KernelProcessStep
    {
        [KernelFunction("run")]
        public void Run(Wish wish)
        {
        }
    }

    [Test]
    public void A_sound_graph_compiles_with_nested_steps_in_place() =>
        Assert.That(WorkflowCompiler.Compile(ToyWorkflow.Definition).Steps.Select(step => step.Path), Is.EqualTo(["hear", "inner/work", "join", "answer"]));

    [Test]
    public void Names_the_step_and_the_event_that_nobody_emits() =>
        Assert.That(Faults((process, step) => step.OnEvent("faulty.unknown").SendEventTo(new ProcessFunctionTargetBuilder(step))),
            Has.Some.Contains("Step 'faulty'").And.Contains("'faulty.unknown'").And.Contains("does not emit"));

    [Test]
    public void Names_the_event_that_leads_nowhere() =>
        Assert.That(Faults((_, _) => { }), Has.Some.EqualTo("Step 'faulty': its event 'faulty.lost' leads nowhere."));

    [Test]
    public void Names_the_step_that_nothing_reaches() =>
        Assert.That(Faults((process, _) => process.AddStepFromType<FaultyStep>("island")), Has.Some.EqualTo("Step 'island': nothing reaches it."));

    [Test]
    public void Names_the_function_whose_error_is_not_routed() =>
        Assert.That(Faults((_, _) => { }), Has.Some.EqualTo("Step 'faulty': an error of 'run' is not routed."));

    [Test]
    public void Names_an_end_event_that_no_step_emits() =>
        Assert.That(Faults((_, _) => { }, "faulty.end"), Has.Some.EqualTo("The end event 'faulty.end' is emitted by no step."));

    [Test]
    public void Refuses_a_payload_that_could_not_be_read_back() =>
        Assert.That(
            Faults((process, step) =>
            {
                var vague = process.AddStepFromType<VagueStep>("vague");
                step.OnEvent("faulty.known").SendEventTo(new ProcessFunctionTargetBuilder(vague));
            }),
            Has.Some.Contains("parameter 'anything'"));

    [Test]
    public void Names_the_step_that_asks_for_approvals_whose_expiry_nobody_takes() =>
        Assert.That(
            Faults((process, step) => step.OnEvent("faulty.known").SendEventTo(new ProcessFunctionTargetBuilder(process.AddStepFromType<AskingStep>("asking")))),
            Has.Some.EqualTo("Step 'asking' asks for approvals: the workflow has to take the input 'conversation.approval_expired'."));

    [Test]
    public void Names_the_workflow_in_the_message() =>
        Assert.That(Assert.Throws<WorkflowCompilationException>(() => WorkflowCompiler.Compile(Definition((_, _) => { })))!.Message, Does.Contain("Workflow 'faulty_flow'"));

    private static IReadOnlyList<string> Faults(Action<ProcessBuilder, ProcessStepBuilder> add, params string[] ends) =>
        Assert.Throws<WorkflowCompilationException>(() => WorkflowCompiler.Compile(Definition(add, ends)))!.Faults;

    private static WorkflowDefinition Definition(Action<ProcessBuilder, ProcessStepBuilder> add, params string[] ends) => new()
    {
        Name = "faulty_flow",
        Version = "v1",
        EndEvents = ends,
        Build = () =>
        {
            var process = new ProcessBuilder("faulty_flow");
            var step = process.AddStepFromType<FaultyStep>("faulty");
            process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(step));
            add(process, step);
            return process;
        },
    };
}
