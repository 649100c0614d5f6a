using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Workflows.Support;

namespace Agent.Tests.Processes.Workflows;

internal sealed class SupportWorkflowTests
{
    [Test]
    public void Compiles_without_a_fault_into_flat_steps()
    {
        var workflow = WorkflowCompiler.Compile(SupportWorkflow.Definition);

        Assert.That(workflow.Steps.Select(step => step.Path), Is.EqualTo([
            "guardrail", "triage", "orders/agent", "orders/tools", "orders/eligibility", "orders/approval", "orders/execution", "general", "ticket",
            "reply_guard", "reply", "hand_off"]));
    }

    [Test]
    public void Knows_the_json_of_every_payload_and_state_at_compile_time()
    {
        var workflow = WorkflowCompiler.Compile(SupportWorkflow.Definition);
        var ours = workflow.Steps.SelectMany(step => step.Functions).SelectMany(function => function.Parameters).Select(parameter => parameter.Type)
            .Where(type => type.Namespace!.StartsWith("Agent.Processes.Workflows", StringComparison.Ordinal)).Distinct();

        Assert.That(ours, Is.All.Matches<Type>(type => SupportJsonContext.Default.GetTypeInfo(type!) is not null));
    }
}
