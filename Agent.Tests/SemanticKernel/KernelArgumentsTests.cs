using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel;

internal sealed class KernelArgumentsTests
{
    [Test]
    public void Names_are_looked_up_without_regard_to_case()
    {
        KernelArguments arguments = new() { ["Order"] = "W1" };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(arguments["order"], Is.EqualTo("W1"));
        Assert.That(arguments.ContainsName("ORDER"), Is.True);
        Assert.That(arguments.Names, Is.EqualTo(["Order"]));
    }

    [Test]
    public void A_copy_does_not_change_with_its_source()
    {
        KernelArguments source = new() { ["order"] = "W1" };
        KernelArguments copy = new(source);
        source["order"] = "W2";
        Assert.That(copy["order"], Is.EqualTo("W1"));
    }

    [Test]
    public void They_are_the_arguments_of_a_tool()
    {
        Assert.That(new KernelArguments(), Is.InstanceOf<AIFunctionArguments>());
    }

    [Test]
    public void Settings_are_kept_by_service_id_or_default()
    {
        KernelArguments arguments = new([new PromptExecutionSettings { ServiceId = "small" }, new PromptExecutionSettings()]);
        Assert.That(arguments.ExecutionSettings!.Keys, Is.EquivalentTo(["small", "default"]));
    }

    [Test]
    public void Two_settings_for_one_service_are_refused()
    {
        Assert.That(() => new KernelArguments([new PromptExecutionSettings(), new PromptExecutionSettings()]), Throws.InstanceOf<ArgumentException>());
    }
}
