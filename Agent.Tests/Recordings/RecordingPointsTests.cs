using System.Text.Json;
using Agent.Processes.Prompts;
using Agent.Processes.Workflows.Support;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Recordings;

/// <summary>
/// Brings conversations to the points that are recorded, and compares what is stored there with the recording. For a new version of the workflow it writes the
/// recordings, once, before it is released: <c>AGENT_WRITE_RECORDINGS=1 dotnet test Agent.Tests --filter FullyQualifiedName~RecordingPointsTests</c>.
/// </summary>
internal sealed class RecordingPointsTests
{
    private const string WriteSwitch = "AGENT_WRITE_RECORDINGS";
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
        await CompareAsync(support, talk, RecordingPoints.AfterATool, cancellationToken);
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
        await CompareAsync(support, talk, RecordingPoints.BeforeTheReturn, cancellationToken);
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

        await CompareAsync(support, talk, point, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Failed(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(settings: new Dictionary<string, string?> { ["Runtime:MaxSuperstepsPerTurn"] = "12" });
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("hello", cancellationToken);
        var failed = await talk.SayAsync(Return, cancellationToken);
        Assert.That(failed.Failure, Is.Not.Null);
        await CompareAsync(support, talk, RecordingPoints.Failed, cancellationToken);
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

        await CompareAsync(support, talk, RecordingPoints.LongHistory, cancellationToken);
    }

    private static async Task CompareAsync(SupportFixture support, SupportFixture.Talk talk, string point, CancellationToken cancellationToken)
    {
        var path = ConversationRecording.PathOf(SupportWorkflow.Name, SupportWorkflow.Version, point);
        var taken = await ConversationRecording.TakeAsync(support.Database, talk.Key.Id, TimeProvider.System.GetUtcNow(), cancellationToken);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable(WriteSwitch) is "1")
        {
            taken.Write(path);
        }

        // What a released version wrote is never written again: here it is only compared.
        var recorded = ConversationRecording.Read(path);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(StandingOf(taken), Is.EqualTo(StandingOf(recorded)), $"where the conversation stands at '{point}'");
        Assert.That(MembersOf(taken), Is.SupersetOf(MembersOf(recorded)), "columns may be added, and none is gone or has another name");
    }

    private static string StandingOf(ConversationRecording recording)
    {
        using var conversation = JsonDocument.Parse(recording.Tables["conversations"].Single());
        return $"{conversation.RootElement.GetProperty("status")}, {recording.Tables["inbox"].Count} inputs, {recording.Tables.GetValueOrDefault("approvals")?.Count ?? 0} approvals";
    }

    private static IEnumerable<string> MembersOf(ConversationRecording recording)
    {
        foreach (var table in (string[])["conversations", "inbox", "checkpoints"])
        {
            using var row = JsonDocument.Parse(recording.Tables[table][0]);
            foreach (var column in row.RootElement.EnumerateObject())
            {
                yield return $"{table}.{column.Name}";
            }
        }
    }
}
