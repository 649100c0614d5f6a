using System.Reflection;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Workflows.Support;

namespace Agent.Tests.Conventions;

internal sealed class ContractTests
{
    [Test]
    public void The_support_workflow_compiles_without_a_fault() =>
        Assert.That(WorkflowCompiler.Compile(SupportWorkflow.Definition).Steps, Is.Not.Empty);

    [Test]
    public void Both_sides_of_a_tool_call_use_the_same_keys() =>
        Assert.That(Constants(typeof(Agent.Plugins.Calling.ToolCallData)), Is.EqualTo(Constants(typeof(Agent.Processes.ToolCallData))).AsCollection);

    private static SortedDictionary<string, string> Constants(Type type) => new(
        type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(field => field.IsLiteral)
            .ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!), StringComparer.Ordinal);
}
