using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

public class ProcessBuilderTests
{
    [Test]
    public void The_id_of_a_process_is_its_name_in_every_build()
    {
        var builder = new ProcessBuilder("orders");

        using var scope = Assert.EnterMultipleScope();
        Assert.That(builder.Build().State.Id, Is.EqualTo("orders"));
        Assert.That(builder.Build().State.Name, Is.EqualTo("orders"));
    }

    [Test]
    public void A_process_is_version_one_unless_it_says_otherwise()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(new ProcessBuilder("orders").Build().State.Version, Is.EqualTo("v1"));
        Assert.That(new ProcessBuilder("orders") { Version = "v7" }.Build().State.Version, Is.EqualTo("v7"));
    }

    [Test]
    public void A_description_travels_into_the_graph() =>
        Assert.That(new ProcessBuilder("orders", "Returns and refunds").Build().Description, Is.EqualTo("Returns and refunds"));

    [Test]
    public void Steps_keep_the_order_they_were_added_in()
    {
        var builder = new ProcessBuilder("orders");
        builder.AddStepFromType<TickStep>("second_by_name");
        builder.AddStepFromType<GreetStep>("a_first_by_name");

        using var scope = Assert.EnterMultipleScope();
        Assert.That(builder.Steps.Select(step => step.Id), Is.EqualTo(["second_by_name", "a_first_by_name"]));
        Assert.That(builder.Build().Steps.Select(step => step.State.Id), Is.EqualTo(["second_by_name", "a_first_by_name"]));
    }

    [Test]
    public void A_step_takes_its_id_for_a_name()
    {
        var step = new ProcessBuilder("orders").AddStepFromType<GreetStep>("hello");

        using var scope = Assert.EnterMultipleScope();
        Assert.That(step.Id, Is.EqualTo("hello"));
        Assert.That(step.Name, Is.EqualTo("hello"));
    }

    [Test]
    public void A_step_without_an_id_is_named_after_its_class() =>
        Assert.That(new ProcessBuilder("orders").AddStepFromType<GreetStep>().Id, Is.EqualTo("GreetStep"));

    [Test]
    public void Two_steps_cannot_share_an_id()
    {
        var builder = new ProcessBuilder("orders");
        builder.AddStepFromType<DoorStep>("door");

        Assert.That(() => builder.AddStepFromType<TickStep>("door"), Throws.InvalidOperationException.With.Message.Contains("door"));
    }

    [Test]
    public void A_step_remembers_its_earlier_ids() =>
        Assert.That(new ProcessBuilder("orders").AddStepFromType<GreetStep>("hello", ["welcome"]).Aliases, Is.EqualTo(["welcome"]));

    [Test]
    public void The_graph_names_the_class_of_a_step()
    {
        var builder = new ProcessBuilder("orders");
        builder.AddStepFromType<GreetStep>("hello");

        Assert.That(builder.Build().Steps.Single().InnerStepType, Is.EqualTo(typeof(GreetStep)));
    }

    [TestCase(typeof(TickStep))]
    [TestCase(typeof(CountStep))]
    public void A_step_may_be_given_by_a_type_known_only_at_run_time(Type stepType)
    {
        var builder = new ProcessBuilder("orders");
        builder.AddStepFromType(stepType, "step");

        Assert.That(builder.Build().Steps.Single().InnerStepType, Is.EqualTo(stepType));
    }

    [Test]
    public void A_process_can_be_put_together_without_a_builder()
    {
        var step = new KernelProcessStepInfo(typeof(TickStep), new KernelProcessStepState("tick", "v1", "tick"), []);
        var edge = new KernelProcessEdge("clock", new KernelProcessFunctionTarget("tick", "tick"));

        var process = new KernelProcess(new KernelProcessState("clock", "v1", "clock"), [step], new() { ["start"] = [edge] });

        using var scope = Assert.EnterMultipleScope();
        Assert.That(process.InnerStepType, Is.EqualTo(typeof(KernelProcess)));
        Assert.That(process.Steps, Is.EqualTo([step]));
        Assert.That(process.Edges["start"], Is.EqualTo([edge]));
    }

    [Test]
    public void A_copy_of_a_graph_can_carry_the_id_of_a_run()
    {
        var process = new ProcessBuilder("orders").Build();

        var run = process with { State = (KernelProcessState)process.State with { Id = "run_1" } };

        using var scope = Assert.EnterMultipleScope();
        Assert.That(run.State.Id, Is.EqualTo("run_1"));
        Assert.That(run.State.Name, Is.EqualTo("orders"));
        Assert.That(process.State.Id, Is.EqualTo("orders"));
    }
}
