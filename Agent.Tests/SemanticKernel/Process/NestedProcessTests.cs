using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

public class NestedProcessTests
{
    private ProcessBuilder _parent = null!;
    private ProcessBuilder _nested = null!;

    [SetUp]
    public void Put_a_process_into_another()
    {
        _nested = new ProcessBuilder("inner");
        var greet = _nested.AddStepFromType<GreetStep>("greet");
        _nested.OnInputEvent("asked").SendEventTo(new ProcessFunctionTargetBuilder(greet));
        _parent = new ProcessBuilder("outer");
        _parent.AddStepFromProcess(_nested);
    }

    [Test]
    public void A_process_used_as_a_step_is_a_process_in_the_graph()
    {
        var step = _parent.Build().Steps.Single();

        using var scope = Assert.EnterMultipleScope();
        Assert.That(step, Is.InstanceOf<KernelProcess>());
        Assert.That(step.InnerStepType, Is.EqualTo(typeof(KernelProcess)));
        Assert.That(step.State.Id, Is.EqualTo("inner"));
        Assert.That(((KernelProcess)step).Steps.Single().State.Id, Is.EqualTo("greet"));
    }

    [Test]
    public void A_target_inside_is_addressed_through_an_input_event()
    {
        _parent.OnInputEvent("start").SendEventTo(_nested.WhereInputEventIs("asked"));

        var target = (KernelProcessFunctionTarget)_parent.Build().Edges["start"].Single().OutputTarget;

        using var scope = Assert.EnterMultipleScope();
        Assert.That(target.StepId, Is.EqualTo("inner"));
        Assert.That(target.TargetEventId, Is.EqualTo("asked"));
        Assert.That(target.FunctionName, Is.EqualTo("greet"));
        Assert.That(target.ParameterName, Is.EqualTo("name"));
    }

    [Test]
    public void An_input_event_the_process_does_not_have_is_an_error() =>
        Assert.That(() => _nested.WhereInputEventIs("never_declared"), Throws.InstanceOf<KernelException>().With.Message.Contains("never_declared"));

    [Test]
    public void Its_edges_lead_inside_by_bare_id_and_outside_by_its_own()
    {
        var tick = _parent.AddStepFromType<TickStep>("tick");
        _nested.OnEvent("answered").SendEventTo(new ProcessFunctionTargetBuilder(tick));

        var edges = _parent.Build().Steps[0].Edges;

        using var scope = Assert.EnterMultipleScope();
        Assert.That(edges.Keys, Is.EquivalentTo(["asked", "inner.answered"]));
        Assert.That(TargetOf(edges["asked"]), Is.EqualTo("greet"));
        Assert.That(TargetOf(edges["inner.answered"]), Is.EqualTo("tick"));
    }

    [Test]
    public void The_result_of_a_function_inside_is_an_event_of_the_process()
    {
        var tick = _parent.AddStepFromType<TickStep>("tick");
        _nested.OnFunctionResult("greet").SendEventTo(new ProcessFunctionTargetBuilder(tick));

        Assert.That(_parent.Build().Steps[0].Edges.Keys, Does.Contain("inner.greet.OnResult"));
    }

    [Test]
    public void Processes_nest_to_any_depth()
    {
        var outermost = new ProcessBuilder("outermost");
        outermost.AddStepFromProcess(_parent);
        _parent.OnInputEvent("start").SendEventTo(_nested.WhereInputEventIs("asked"));
        outermost.OnInputEvent("begin").SendEventTo(_parent.WhereInputEventIs("start"));

        var process = outermost.Build();
        var target = (KernelProcessFunctionTarget)process.Edges["begin"].Single().OutputTarget;

        using var scope = Assert.EnterMultipleScope();
        Assert.That((target.StepId, target.TargetEventId), Is.EqualTo(("outer", "start")));
        Assert.That(((KernelProcess)process.Steps.Single()).Steps.Single(), Is.InstanceOf<KernelProcess>());
    }

    private static string TargetOf(IEnumerable<KernelProcessEdge> edges) => ((KernelProcessFunctionTarget)edges.Single().OutputTarget).StepId;
}
