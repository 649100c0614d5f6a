using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

/// <summary>The keys under which edges are found in a built graph, which every runtime relies on.</summary>
public class EdgeKeyTests
{
    private ProcessBuilder _process = null!;
    private ProcessStepBuilder _door = null!;
    private ProcessStepBuilder _tick = null!;

    [SetUp]
    public void Declare_two_steps()
    {
        _process = new ProcessBuilder("house");
        _door = _process.AddStepFromType<DoorStep>("door");
        _tick = _process.AddStepFromType<TickStep>("tick");
    }

    [Test]
    public void An_input_event_is_keyed_by_its_bare_id()
    {
        _process.OnInputEvent("house.arrived").SendEventTo(new ProcessFunctionTargetBuilder(_tick));

        var process = _process.Build();

        using var scope = Assert.EnterMultipleScope();
        Assert.That(process.Edges.Keys, Is.EqualTo(["house.arrived"]));
        Assert.That(process.Edges["house.arrived"].Single().SourceStepId, Is.EqualTo("house"));
    }

    [Test]
    public void An_error_of_the_whole_process_has_the_global_key()
    {
        _process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(_tick));

        Assert.That(_process.Build().Edges.Keys, Is.EqualTo(["Microsoft.SemanticKernel.Process.Global.OnError"]));
    }

    [Test]
    public void An_event_of_a_step_is_keyed_by_step_and_event()
    {
        _door.OnEvent("opened").SendEventTo(new ProcessFunctionTargetBuilder(_tick));

        var step = _process.Build().Steps[0];

        using var scope = Assert.EnterMultipleScope();
        Assert.That(step.Edges.Keys, Is.EqualTo(["door.opened"]));
        Assert.That(step.Edges["door.opened"].Single().SourceStepId, Is.EqualTo("door"));
    }

    [Test]
    public void The_result_of_a_function_is_keyed_by_step_and_function()
    {
        _door.OnFunctionResult("open").SendEventTo(new ProcessFunctionTargetBuilder(_tick));

        Assert.That(_process.Build().Steps[0].Edges.Keys, Is.EqualTo(["door.open.OnResult"]));
    }

    [Test]
    public void The_error_of_a_function_is_keyed_by_step_and_function()
    {
        _door.OnFunctionError("close").SendEventTo(new ProcessFunctionTargetBuilder(_tick));

        Assert.That(_process.Build().Steps[0].Edges.Keys, Is.EqualTo(["door.close.OnError"]));
    }

    [Test]
    public void The_only_function_of_a_step_need_not_be_named()
    {
        _tick.OnFunctionResult().SendEventTo(new ProcessFunctionTargetBuilder(_door, "open"));
        _tick.OnFunctionError().SendEventTo(new ProcessFunctionTargetBuilder(_door, "close"));

        Assert.That(_process.Build().Steps[1].Edges.Keys, Is.EquivalentTo(["tick.tick.OnResult", "tick.tick.OnError"]));
    }

    [Test]
    public void One_function_out_of_several_must_be_named()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => _door.OnFunctionResult(), Throws.InstanceOf<KernelException>());
        Assert.That(() => _door.OnFunctionError(), Throws.InstanceOf<KernelException>());
    }

    [Test]
    public void Stopping_the_process_forgets_the_event()
    {
        _door.OnEvent("locked").StopProcess();

        var edges = _process.Build().Steps[0].Edges;

        using var scope = Assert.EnterMultipleScope();
        Assert.That(edges.Keys, Is.EqualTo(["Microsoft.SemanticKernel.Process.EndStep"]));
        Assert.That(TargetsOf(edges.Values.Single()).Single().FunctionName, Is.EqualTo("END"));
    }

    [Test]
    public void All_edges_that_stop_the_process_share_one_key()
    {
        _door.OnEvent("locked").StopProcess();
        _door.OnFunctionResult("close").StopProcess();

        Assert.That(_process.Build().Steps[0].Edges["Microsoft.SemanticKernel.Process.EndStep"], Has.Count.EqualTo(2));
    }

    [Test]
    public void One_event_can_go_to_several_targets()
    {
        _tick.OnEvent("ticked")
            .SendEventTo(new ProcessFunctionTargetBuilder(_door, "open"))
            .SendEventTo(new ProcessFunctionTargetBuilder(_door, "close"));

        var edges = _process.Build().Steps[1].Edges["tick.ticked"];

        Assert.That(TargetsOf(edges).Select(target => target.FunctionName), Is.EqualTo(["open", "close"]));
    }

    [Test]
    public void One_input_event_can_go_to_several_targets()
    {
        _process.OnInputEvent("start")
            .SendEventTo(new ProcessFunctionTargetBuilder(_tick))
            .SendEventTo(new ProcessFunctionTargetBuilder(_door, "open"));

        Assert.That(TargetsOf(_process.Build().Edges["start"]).Select(target => target.StepId), Is.EqualTo(["tick", "door"]));
    }

    [Test]
    public void An_edge_has_one_target()
    {
        var edge = _tick.OnEvent("ticked");
        edge.SendEventTo(new ProcessFunctionTargetBuilder(_door, "open"));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => edge.SendEventTo(new ProcessFunctionTargetBuilder(_door, "close")), Throws.InvalidOperationException);
        Assert.That(edge.StopProcess, Throws.InvalidOperationException);
    }

    [Test]
    public void Declarations_that_differ_in_case_only_are_one_event()
    {
        _tick.OnEvent("ticked").SendEventTo(new ProcessFunctionTargetBuilder(_door, "open"));
        _tick.OnEvent("TICKED").SendEventTo(new ProcessFunctionTargetBuilder(_door, "close"));

        Assert.That(_process.Build().Steps[1].Edges["tick.ticked"], Has.Count.EqualTo(2));
    }

    [Test]
    public void The_built_graph_tells_upper_and_lower_case_apart()
    {
        _tick.OnEvent("next").SendEventTo(new ProcessFunctionTargetBuilder(_door, "open"));

        Assert.That(_process.Build().Steps[1].Edges.ContainsKey("tick.Next"), Is.False);
    }

    private static IEnumerable<KernelProcessFunctionTarget> TargetsOf(IEnumerable<KernelProcessEdge> edges) =>
        edges.Select(edge => (KernelProcessFunctionTarget)edge.OutputTarget);
}
