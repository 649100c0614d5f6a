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
        Assert.That(drawing.Nodes.Where(node => node.Step.Length * WorkflowDrawing.LetterWidth > WorkflowDrawing.NodeWidth - (2 * WorkflowDrawing.LabelMargin)), Is.Empty, "its label fits");
        Assert.That(
            drawing.Nodes.SelectMany(node => drawing.Nodes.Where(other => other != node && Math.Abs(other.X - node.X) < WorkflowDrawing.NodeWidth && Math.Abs(other.Y - node.Y) < WorkflowDrawing.NodeHeight)),
            Is.Empty, "no two lie on each other");
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

    [Test]
    public void Of_long_texts_only_what_changed_is_shown_and_the_lines_around_it()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20));
        var lines = LineDiff.Around(before, before.Replace("\n10\n", "\nten\n", StringComparison.Ordinal), 1);
        Assert.That(string.Join('|', lines.Select(line => $"{line.Mark}{line.Text}")), Is.EqualTo("…| 9|-10|+ten| 11|…"));
    }

    // The end; what is opened; what the address asks for; and never beyond either end.
    [TestCase(0, null, null, 1, null, null)]
    [TestCase(500, null, null, 1, null, null)]
    [TestCase(1200, null, null, 701, 201, null)]
    [TestCase(1200, null, 201, 201, 1, 701)]
    [TestCase(1200, 3, null, 1, null, 501)]
    [TestCase(1200, 600, null, 350, 1, 850)]
    [TestCase(1200, 210, 201, 201, 1, 701)]
    [TestCase(1200, 9999, null, 701, 201, null)]
    [TestCase(1200, null, 99999, 1200, 700, null)]
    public void A_long_conversation_is_cut_into_pages(int last, int? opened, int? from, int first, int? earlier, int? later)
    {
        var pages = SuperstepPages.Of(last, opened, from);
        Assert.That((pages.First, pages.Earlier, pages.Later), Is.EqualTo((first, earlier, later)));
    }

    private static SuperstepView Superstep(int number, string turn, string ran, string next) => new(
        number, turn, DateTimeOffset.UnixEpoch, [ran], Nothing, [new(next, "run", null, null, false)], [], Nothing);

    private static WorkflowView Workflow() => WorkflowRegistry.View(WorkflowCompiler.Compile(SupportWorkflow.Definition));
}
