using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

public class StepStateTests
{
    [Test]
    public void A_step_without_state_has_only_an_identity()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<TickStep>("tick");

        Assert.That(process.Build().Steps[0].State, Is.EqualTo(new KernelProcessStepState("tick", "v1", "tick")));
    }

    [Test]
    public void The_version_of_a_step_comes_from_its_attribute()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<CountStep>("count");

        Assert.That(process.Build().Steps[0].State.Version, Is.EqualTo("v2"));
    }

    [Test]
    public void A_stateful_step_starts_with_a_new_state()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<CountStep>("count");

        Assert.That(TallyOf(process.Build()).Count, Is.Zero);
    }

    [Test]
    public void A_step_finds_its_state_through_the_class_it_derives_from()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<CountTwiceStep>("count");

        Assert.That(process.Build().Steps[0].State, Is.InstanceOf<KernelProcessStepState<Tally>>());
    }

    [Test]
    public void Every_build_has_a_state_of_its_own()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<CountStep>("count");

        var (first, second) = (process.Build(), process.Build());

        Assert.That(TallyOf(second), Is.Not.SameAs(TallyOf(first)));
    }

    [Test]
    public void An_initial_state_is_put_into_the_graph()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<CountStep, Tally>(new Tally { Count = 3 }, "count");

        Assert.That(TallyOf(process.Build()).Count, Is.EqualTo(3));
    }

    [Test]
    public void An_initial_state_is_shared_by_all_builds()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<CountStep, Tally>(new Tally(), "count");

        var (first, second) = (process.Build(), process.Build());

        Assert.That(TallyOf(second), Is.SameAs(TallyOf(first)));
    }

    private static Tally TallyOf(KernelProcess process) => ((KernelProcessStepState<Tally>)process.Steps.Single().State).State!;
}
