using System.Text.Json;
using Agent.Host.Portal.Conversations;
using Agent.Host.Portal.Policies;
using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Workflows.Support;

namespace Agent.Tests.Host.Portal;

internal sealed class WorkflowDrawingTests
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(Array.Empty<int>());

    [Test]
    public void The_way_is_drawn_where_a_message_went_from_step_to_step()
    {
        var drawing = WorkflowDrawing.Of(Workflow(), [Superstep(1, "t1", "guardrail.check", "triage"), Superstep(2, "t1", "triage.sort", "orders/agent"), Superstep(3, "t2", "reply.say", "triage")], null)!;
        Assert.That(drawing.Edges.Where(edge => edge.Taken).Select(edge => $"{edge.From}>{edge.To}"), Is.EquivalentTo(["guardrail>triage", "triage>orders/agent", "reply>triage"]));
        Assert.That(drawing.Nodes.Where(node => node.Visits > 0).Select(node => node.Step), Is.EquivalentTo(["guardrail", "triage", "reply"]));
        var first = WorkflowDrawing.Of(Workflow(), [Superstep(1, "t1", "guardrail.check", "triage"), Superstep(3, "t2", "reply.say", "triage")], "t1")!;
        Assert.That(first.Edges.Count(edge => edge.Taken), Is.EqualTo(1), "of one turn only its own");
    }

    [Test]
    public void Every_step_has_a_place_of_its_own()
    {
        var drawing = WorkflowDrawing.Of(Workflow(), [], null)!;
        Assert.That(drawing.Nodes.Select(node => node.Step), Is.EquivalentTo(Workflow().Steps));
        Assert.That(drawing.Nodes.Select(node => (node.X, node.Y)), Is.Unique);
        Assert.That(drawing.Nodes.Where(node => node.X <= 0 || node.X >= drawing.Width || node.Y <= 0 || node.Y >= drawing.Height), Is.Empty);
    }

    [Test]
    public void A_workflow_that_is_gone_has_no_drawing() => Assert.That(WorkflowDrawing.Of(null, [], null), Is.Null);

    [TestCase("a\nb\nc", "a\nx\nc", " a|-b|+x| c")]
    [TestCase("", "new", "-|+new")]
    [TestCase("same", "same", " same")]
    [TestCase("a\nb", "b", "-a| b")]
    public void Lines_that_stay_are_told_from_those_that_do_not(string before, string after, string expected) =>
        Assert.That(string.Join('|', LineDiff.Of(before, after).Select(line => $"{line.Mark}{line.Text}")), Is.EqualTo(expected));

    private static SuperstepView Superstep(int number, string turn, string ran, string next) => new(
        number, turn, DateTimeOffset.UnixEpoch, [ran], Nothing, [new(next, "run", null, null, false)], [], Nothing);

    private static WorkflowView Workflow() => WorkflowRegistry.View(WorkflowCompiler.Compile(SupportWorkflow.Definition));
}
