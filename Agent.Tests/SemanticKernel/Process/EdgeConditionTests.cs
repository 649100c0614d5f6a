using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

public class EdgeConditionTests
{
    private static readonly KernelProcessEdgeCondition Never = new((_, _) => Task.FromResult(false));

    private ProcessBuilder _process = null!;
    private ProcessStepBuilder _tick = null!;
    private ProcessFunctionTargetBuilder _target = null!;

    [SetUp]
    public void Declare_a_step_that_ticks()
    {
        _process = new ProcessBuilder("clock");
        _tick = _process.AddStepFromType<TickStep>("tick");
        _target = new ProcessFunctionTargetBuilder(_tick);
    }

    [Test]
    public async Task An_edge_without_a_condition_always_lets_its_event_through()
    {
        _tick.OnEvent("ticked").SendEventTo(_target);

        Assert.That(await OnlyEdge().Condition.Callback(new KernelProcessEvent { Id = "ticked" }, null), Is.True);
    }

    [Test]
    public void A_condition_stays_with_its_edge()
    {
        _tick.OnEvent("ticked").OnCondition(Never).SendEventTo(_target);

        Assert.That(OnlyEdge().Condition, Is.SameAs(Never));
    }

    [Test]
    public void A_condition_holds_for_the_whole_chain_of_targets()
    {
        _tick.OnEvent("ticked").OnCondition(Never).SendEventTo(_target).SendEventTo(_target);

        Assert.That(_process.Build().Steps.Single().Edges["tick.ticked"].Select(edge => edge.Condition), Is.EqualTo([Never, Never]));
    }

    [Test]
    public void A_condition_may_also_guard_the_end()
    {
        _tick.OnEvent("ticked").OnCondition(Never).StopProcess();

        Assert.That(OnlyEdge().Condition, Is.SameAs(Never));
    }

    [Test]
    public async Task An_input_event_has_a_condition_that_is_always_true()
    {
        _process.OnInputEvent("start").SendEventTo(_target);

        var edge = _process.Build().Edges["start"].Single();

        Assert.That(await edge.Condition.Callback(new KernelProcessEvent { Id = "start" }, null), Is.True);
    }

    [Test]
    public void A_condition_may_carry_its_own_text() =>
        Assert.That(new KernelProcessEdgeCondition((_, _) => Task.FromResult(true), "_default_").DeclarativeDefinition, Is.EqualTo("_default_"));

    private KernelProcessEdge OnlyEdge() => _process.Build().Steps.Single().Edges.Values.Single().Single();
}
