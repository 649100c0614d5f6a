using Agent.Processes.Prompts;
using Agent.Processes.Workflows.Support;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Recordings;

/// <summary>
/// Writes the recordings of a new version of the support workflow, before it is released. Run by hand, once for each version:
/// <c>dotnet test Agent.Tests --filter FullyQualifiedName~RecordingWriter</c>. A file that is there is left as it is.
/// </summary>
[Explicit("Writes files; needed once for each new version of the workflow.")]
internal sealed class RecordingWriter
{
    private const string Return = "I'd like to return the headphones from my last order, refund to my credit card";
    private const string LargeReturn = "I want to return everything from order #W1000004, refund to the original payment method";

    [Test, CancelAfter(60_000)]
    public async Task After_a_tool(CancellationToken cancellationToken)
    {
        var gate = new Gate();
        await using var support = await SupportFixture.StartAsync(new HeldModel(PromptNames.OrdersAgent, 2, gate));
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        var answering = talk.SayAsync("Where is my order #W1000002?", cancellationToken);
        await gate.Reached.WaitAsync(cancellationToken);
        await WriteAsync(support, talk, RecordingPoints.AfterATool, cancellationToken);
        gate.Open();
        await answering;
    }

    [Test, CancelAfter(60_000)]
    public async Task Before_the_return(CancellationToken cancellationToken)
    {
        var gate = new Gate();
        await using var support = await SupportFixture.StartAsync(configure: services =>
            services.AddSingleton<IFunctionInvocationFilter>(new HeldTool("return_delivered_order_items", gate)));
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync(Return, cancellationToken);
        var answering = talk.SayAsync("yes", cancellationToken);
        await gate.Reached.WaitAsync(cancellationToken);
        await WriteAsync(support, talk, RecordingPoints.BeforeTheReturn, cancellationToken);
        gate.Open();
        await answering;
    }

    [Test, CancelAfter(60_000)]
    [TestCase(RecordingPoints.WaitingForTheCustomer, "mara_olsen_1001", Return)]
    [TestCase(RecordingPoints.WaitingForAnOperator, "tom_becker_1002", LargeReturn)]
    [TestCase(RecordingPoints.AfterTheReturn, "mara_olsen_1001", "I'd like to return the headphones from my last order", "back to my card please", "yes")]
    [TestCase(RecordingPoints.Completed, "mara_olsen_1001", "Where is my order #W1000002?", "That's all, goodbye!")]
    public async Task Between_turns(string point, string customer, params string[] said)
    {
        var cancellationToken = TestContext.CurrentContext.CancellationToken;
        await using var support = await SupportFixture.StartAsync();
        var talk = await support.TalkAsync(customer, cancellationToken);
        foreach (var text in said)
        {
            await talk.SayAsync(text, cancellationToken);
        }

        await WriteAsync(support, talk, point, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Failed(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(settings: new Dictionary<string, string?> { ["Runtime:MaxSuperstepsPerTurn"] = "12" });
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("hello", cancellationToken);
        var failed = await talk.SayAsync(Return, cancellationToken);
        Assert.That(failed.Failure, Is.Not.Null);
        await WriteAsync(support, talk, RecordingPoints.Failed, cancellationToken);
    }

    [Test, CancelAfter(120_000)]
    public async Task Long_history(CancellationToken cancellationToken)
    {
        string[] said = ["Where is my order #W1000002?", "hello again", "which items are in #W1000001?", "thanks"];
        await using var support = await SupportFixture.StartAsync();
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        for (var turn = 0; turn < 60; turn++)
        {
            await talk.SayAsync(said[turn % said.Length], cancellationToken);
        }

        await WriteAsync(support, talk, RecordingPoints.LongHistory, cancellationToken);
    }

    private static async Task WriteAsync(SupportFixture support, SupportFixture.Talk talk, string point, CancellationToken cancellationToken)
    {
        var path = ConversationRecording.PathOf(SupportWorkflow.Name, SupportWorkflow.Version, point);
        if (File.Exists(path))
        {
            Assert.Ignore($"{path} is there: what a released version wrote is never written again.");
        }

        (await ConversationRecording.TakeAsync(support.Database, talk.Key.Id, TimeProvider.System.GetUtcNow(), cancellationToken)).Write(path);
    }
}
