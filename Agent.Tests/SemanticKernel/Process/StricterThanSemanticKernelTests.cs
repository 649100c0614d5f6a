#if !SEMANTIC_KERNEL_PACKAGES
using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

/// <summary>Mistakes that Semantic Kernel reports only when a process runs, or never, and that we report while it is declared.</summary>
public class StricterThanSemanticKernelTests
{
    private ProcessBuilder _process = null!;

    [SetUp]
    public void Begin_a_process() => _process = new ProcessBuilder("house");

    [TestCase("front-door")]
    [TestCase("front.door")]
    [TestCase("front door")]
    [TestCase("haustür")]
    public void An_id_that_cannot_name_a_plugin_is_refused(string id) =>
        Assert.That(() => _process.AddStepFromType<DoorStep>(id), Throws.ArgumentException.With.Message.Contains(id));

    [TestCase(typeof(Tally))]
    public void A_class_that_is_no_step_is_refused(Type type) =>
        Assert.That(() => _process.AddStepFromType(type, "tally"), Throws.ArgumentException.With.Message.Contains("tally"));

    [Test]
    public void A_condition_on_an_input_event_is_refused_rather_than_ignored()
    {
        var tick = _process.AddStepFromType<TickStep>("tick");
        _process.OnInputEvent("start")
            .OnCondition(new KernelProcessEdgeCondition((_, _) => Task.FromResult(false)))
            .SendEventTo(new ProcessFunctionTargetBuilder(tick));

        Assert.That(() => _process.Build(), Throws.InvalidOperationException.With.Message.Contains("start"));
    }

    [Test]
    public void A_nested_process_as_a_function_target_is_refused_with_advice()
    {
        var nested = _process.AddStepFromProcess(new ProcessBuilder("inner"));

        Assert.That(() => new ProcessFunctionTargetBuilder(nested), Throws.InstanceOf<KernelException>().With.Message.Contains("WhereInputEventIs"));
    }
}
#endif
