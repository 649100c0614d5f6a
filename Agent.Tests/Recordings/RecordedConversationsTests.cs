using Agent.Processes;
using Agent.Processes.Workflows.Support;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Recordings;

/// <summary>What any released version stored, the service of today reads and goes on with.</summary>
internal sealed class RecordedConversationsTests
{
    private static readonly IReadOnlyDictionary<string, string?> s_shortLease = new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "3" };

    /// <summary>Every released version; a released one stays here for ever.</summary>
    private static readonly string[] s_versions = ["v1"];

    private static IEnumerable<TestCaseData> Recorded() =>
        from version in s_versions from point in RecordingPoints.All select new TestCaseData(version, point);

    [Test]
    public void Every_version_of_the_support_workflow_has_recordings()
    {
        Assert.That(s_versions, Does.Contain(SupportWorkflow.Version), "A new version: add it here, and write its recordings with RecordingPointsTests.");
        Assert.That(
            from version in s_versions from point in RecordingPoints.All
            let path = ConversationRecording.PathOf(SupportWorkflow.Name, version, point)
            where !File.Exists(path) select path,
            Is.Empty, "Write the missing recordings with RecordingPointsTests.");
    }

    [Test, CancelAfter(60_000), TestCaseSource(nameof(Recorded))]
    public async Task A_recorded_conversation_goes_on_to_a_sensible_end(string version, string point)
    {
        var cancellationToken = TestContext.CurrentContext.CancellationToken;
        var recording = ConversationRecording.Read(ConversationRecording.PathOf(SupportWorkflow.Name, version, point));
        await using var support = await SupportFixture.StartAsync(
            settings: s_shortLease, configure: services => services.AddSingleton<TimeProvider>(new StandingClock(recording.At)));
        await recording.RestoreAsync(support.Database, cancellationToken);
        var talk = support.Resume(recording.ConversationId);
        await GoOnAsync(support, talk, point, cancellationToken);
        await ReadBackAsync(support, talk.Key, cancellationToken);
    }

    private static Task GoOnAsync(SupportFixture support, SupportFixture.Talk talk, string point, CancellationToken cancellationToken) => point switch
    {
        RecordingPoints.AfterATool => TheTurnEndsAsync(talk, 1, "#W1000002", cancellationToken),
        RecordingPoints.BeforeTheReturn => TheReturnIsBookedAsync(support, "#W1000001", () => talk.EndAsync(2, "", cancellationToken), cancellationToken),
        // The failed turn was about the return: the specialist proposes it again, so this yes is asked about once more.
        RecordingPoints.WaitingForTheCustomer or RecordingPoints.Failed => TheReturnIsBookedAsync(support, "#W1000001", () => talk.SayAsync("yes", cancellationToken), cancellationToken),
        RecordingPoints.WaitingForAnOperator => TheReturnIsBookedAsync(support, "#W1000004", () => talk.DecideAsync(true, "checked", cancellationToken), cancellationToken),
        RecordingPoints.Completed => ItTakesNoMoreAsync(support, talk.Key, cancellationToken),
        _ => AQuestionIsAnsweredAsync(talk, cancellationToken),
    };

    private static async Task TheTurnEndsAsync(SupportFixture.Talk talk, int turn, string said, CancellationToken cancellationToken)
    {
        var end = await talk.EndAsync(turn, "", cancellationToken);
        var events = await talk.EventsAsync(turn, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(end.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(end.Reply, Does.Contain(said));
        Assert.That(events.Count(happened => happened.Type == ConversationEvents.MessageCompleted), Is.EqualTo(1));
    }

    /// <summary>A policy file that changed since makes the service ask once more: then the same answer is given again.</summary>
    private static async Task TheReturnIsBookedAsync(SupportFixture support, string order, Func<Task<TurnView>> agree, CancellationToken cancellationToken)
    {
        var end = await agree();
        end = end.Status == ConversationStatus.Waiting ? await agree() : end;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(end.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(end.Reply, Does.Contain(order));
        Assert.That(await support.ReadAsync<long>($"SELECT count(*) FROM backoffice.returns WHERE order_id = '{order}'", cancellationToken), Is.EqualTo(1));
    }

    private static async Task AQuestionIsAnsweredAsync(SupportFixture.Talk talk, CancellationToken cancellationToken)
    {
        var end = await talk.SayAsync("Where is my order #W1000002?", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(end.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(end.Reply, Does.Contain("#W1000002"));
    }

    private static async Task ItTakesNoMoreAsync(SupportFixture support, ConversationKey key, CancellationToken cancellationToken) => Assert.That(
        (await support.Conversations.SendAsync(key, new() { Text = "hello?" }, null, cancellationToken)).Outcome, Is.EqualTo(AcceptanceOutcome.Ended));

    /// <summary>People can look at all of it, from the first superstep to the last.</summary>
    private static async Task ReadBackAsync(SupportFixture support, ConversationKey key, CancellationToken cancellationToken)
    {
        var transcript = await support.Conversations.ReadTranscriptAsync(key, cancellationToken);
        var supersteps = new List<SuperstepView>();
        for (var page = await support.Conversations.ReadSuperstepsAsync(key, 0, 100, cancellationToken); page.Count > 0;
            page = await support.Conversations.ReadSuperstepsAsync(key, supersteps[^1].Number, 100, cancellationToken))
        {
            supersteps.AddRange(page);
        }

        var last = await support.Conversations.ReadCheckpointAsync(key, supersteps[^1].Number, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(transcript, Is.Not.Empty);
        Assert.That(supersteps.Select(superstep => superstep.Number), Is.EqualTo(Enumerable.Range(1, supersteps.Count)));
        Assert.That(last!.States, Is.Not.Empty);
    }
}
