using Agent.Processes.Runtime.Compilation;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Runtime.Compilation;

internal sealed class StepStateTests
{
    internal sealed class Tally
    {
        public List<string> Names { get; set; } = [];
    }

    [Test]
    public void Every_conversation_gets_its_own_copy_of_the_state_the_graph_was_built_with()
    {
        var initial = new Tally { Names = ["first"] };
        var state = StepState.Of(typeof(Tally), new KernelProcessStepState<Tally>("tally", "v1") { State = initial });

        ((Tally)state.Create()).Names.Add("second");

        Assert.That(((Tally)state.Create()).Names, Is.EqualTo(["first"]));
        Assert.That(initial.Names, Is.EqualTo(["first"]));
    }

    [Test]
    public void A_graph_built_without_a_state_starts_with_an_empty_one()
    {
        var state = StepState.Of(typeof(Tally), new KernelProcessStepState<Tally>("tally", "v1") { State = new() });

        ((Tally)state.Create()).Names.Add("one");

        Assert.That(((Tally)state.Create()).Names, Is.Empty);
    }
}
