using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

/// <summary>What may be left out when an edge is given its target.</summary>
public class FunctionTargetTests
{
    private readonly ProcessBuilder _process = new("house");

    [OneTimeSetUp]
    public void Declare_the_steps()
    {
        _process.AddStepFromType<GreetStep>("greet");
        _process.AddStepFromType<TickStep>("tick");
        _process.AddStepFromType<TransferStep>("transfer");
        _process.AddStepFromType<DoorStep>("door");
    }

    [Test]
    public void The_only_function_is_found() =>
        Assert.That(new ProcessFunctionTargetBuilder(Step("greet")).FunctionName, Is.EqualTo("greet"));

    [Test]
    public void The_only_input_is_found_besides_what_the_runtime_supplies() =>
        Assert.That(new ProcessFunctionTargetBuilder(Step("greet")).ParameterName, Is.EqualTo("name"));

    [Test]
    public void A_function_without_inputs_gets_no_parameter() =>
        Assert.That(new ProcessFunctionTargetBuilder(Step("tick")).ParameterName, Is.Null);

    [Test]
    public void With_several_inputs_none_is_guessed() =>
        Assert.That(new ProcessFunctionTargetBuilder(Step("transfer")).ParameterName, Is.Null);

    [Test]
    public void A_named_input_is_taken() =>
        Assert.That(new ProcessFunctionTargetBuilder(Step("transfer"), parameterName: "to").ParameterName, Is.EqualTo("to"));

    [Test]
    public void Of_several_functions_the_named_one_is_taken()
    {
        var target = new ProcessFunctionTargetBuilder(Step("door"), "open");

        using var scope = Assert.EnterMultipleScope();
        Assert.That(target.FunctionName, Is.EqualTo("open"));
        Assert.That(target.ParameterName, Is.EqualTo("key"));
    }

    [Test]
    public void Several_functions_and_no_name_is_an_error() =>
        Assert.That(() => new ProcessFunctionTargetBuilder(Step("door")), Throws.InstanceOf<KernelException>());

    [Test]
    public void A_function_the_step_does_not_have_is_an_error() =>
        Assert.That(() => new ProcessFunctionTargetBuilder(Step("door"), "slam"), Throws.InstanceOf<KernelException>().With.Message.Contains("slam"));

    [Test]
    public void The_built_target_names_step_function_and_parameter()
    {
        var process = new ProcessBuilder("house");
        var door = process.AddStepFromType<DoorStep>("door");
        process.OnInputEvent("arrived").SendEventTo(new ProcessFunctionTargetBuilder(door, "open"));

        var target = (KernelProcessFunctionTarget)process.Build().Edges["arrived"].Single().OutputTarget;

        using var scope = Assert.EnterMultipleScope();
        Assert.That(target.Type, Is.EqualTo(ProcessTargetType.KernelFunction));
        Assert.That(target.StepId, Is.EqualTo("door"));
        Assert.That(target.FunctionName, Is.EqualTo("open"));
        Assert.That(target.ParameterName, Is.EqualTo("key"));
        Assert.That(target.TargetEventId, Is.Null);
        Assert.That(target.InputMapping, Is.Null);
    }

    private ProcessStepBuilder Step(string id) => _process.Steps.Single(step => step.Id == id);
}
