using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process.Tools;

namespace Agent.Tests.SemanticKernel.Process;

/// <summary>What every drawing of a process has, whoever draws it.</summary>
public class MermaidTests
{
    [Test]
    public void A_drawing_is_a_flowchart_with_a_node_for_each_step()
    {
        var lines = Lines(Samples().ToMermaid());

        using var scope = Assert.EnterMultipleScope();
        Assert.That(lines[0], Is.EqualTo("flowchart LR"));
        Assert.That(lines, Does.Contain("""Start["Start"]"""));
        Assert.That(lines, Does.Contain("""End["End"]"""));
        Assert.That(lines, Does.Contain("""door["door"]"""));
    }

    [Test]
    public void A_builder_and_its_graph_draw_the_same() =>
        Assert.That(Samples().ToMermaid(), Is.EqualTo(Samples().Build().ToMermaid()));

    [Test]
    public void A_nested_process_is_opened_by_default()
    {
        var lines = Lines(Samples().ToMermaid());

        Assert.That(lines, Does.Contain("""subgraph greeting["greeting"]"""));
    }

    [Test]
    public void A_nested_process_is_one_box_when_one_level_is_asked_for()
    {
        var drawing = Samples().ToMermaid(maxLevel: 1);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(Lines(drawing), Does.Contain("""greeting[["greeting"]]"""));
        Assert.That(drawing, Does.Not.Contain("greet[\""));
    }

    [Test]
    public void No_level_at_all_cannot_be_drawn() =>
        Assert.That(() => Samples().ToMermaid(maxLevel: 0), Throws.InvalidOperationException);

#if !SEMANTIC_KERNEL_PACKAGES
    [Test]
    public void Edges_say_which_event_they_carry() =>
        Assert.That(Samples().ToMermaid(), Is.EqualTo(
            """
            flowchart LR
                Start["Start"]
                AnyError["any error"]
                End["End"]
                door["door"]
                subgraph greeting["greeting"]
                    direction LR
                    greeting_greet["greet"]
                end
                Start -->|"arrived"| door
                AnyError -.-> door
                door -->|"opened"| greeting_greet
                door -.->|"open.OnError"| door
                door --> End
                greeting -->|"greet.OnResult"| door

            """.ReplaceLineEndings("\n")));

    [Test]
    public void An_edge_into_a_closed_process_ends_at_its_box() =>
        Assert.That(Lines(Samples().ToMermaid(maxLevel: 1)), Does.Contain("""door -->|"opened"| greeting"""));

    [Test]
    public void A_step_named_like_a_mermaid_word_does_not_break_the_drawing()
    {
        var process = new ProcessBuilder("house");
        process.AddStepFromType<TickStep>("end");

        Assert.That(Lines(process.ToMermaid()), Does.Contain("""end_["end"]"""));
    }

    [Test]
    public void Quotation_marks_in_an_event_do_not_break_the_drawing()
    {
        var process = new ProcessBuilder("house");
        process.OnInputEvent("said \"hello\"").SendEventTo(new ProcessFunctionTargetBuilder(process.AddStepFromType<TickStep>("tick")));

        Assert.That(Lines(process.ToMermaid()), Does.Contain("""Start -->|"said #quot;hello#quot;"| tick"""));
    }
#endif

    private static ProcessBuilder Samples()
    {
        var nested = new ProcessBuilder("greeting");
        nested.OnInputEvent("asked").SendEventTo(new ProcessFunctionTargetBuilder(nested.AddStepFromType<GreetStep>("greet")));
        var process = new ProcessBuilder("house");
        var door = process.AddStepFromType<DoorStep>("door");
        process.AddStepFromProcess(nested);
        process.OnInputEvent("arrived").SendEventTo(new ProcessFunctionTargetBuilder(door, "open"));
        process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(door, "close"));
        door.OnEvent("opened").SendEventTo(nested.WhereInputEventIs("asked"));
        door.OnFunctionError("open").SendEventTo(new ProcessFunctionTargetBuilder(door, "close"));
        door.OnEvent("locked").StopProcess();
        nested.OnFunctionResult("greet").SendEventTo(new ProcessFunctionTargetBuilder(door, "close"));
        return process;
    }

    private static string[] Lines(string drawing) => drawing.Split('\n', StringSplitOptions.TrimEntries);
}
