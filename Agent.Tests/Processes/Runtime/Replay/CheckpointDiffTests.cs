using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime.Replay;

/// <summary>What changed between two supersteps of a stored conversation.</summary>
internal sealed class CheckpointDiffTests
{
    private RuntimeFixture _replica = null!;

    private ITimeTravel TimeTravel => _replica.Get<ITimeTravel>();

    [SetUp]
    public async Task StartAsync() => _replica = await RuntimeFixture.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _replica.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task It_shows_what_changed_inside_each_state_and_what_happened_in_between(CancellationToken cancellationToken)
    {
        var (key, first, second) = await TalkAsync(cancellationToken);
        var diff = (await TimeTravel.DiffAsync(key, first, second, cancellationToken))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(diff.States.Keys, Is.EqualTo(["answer", "hear"]));
        Assert.That(diff.States["hear"].Select(Describe), Is.EquivalentTo(["replace /count 1>2", "add /texts/1 >\"two\""]));
        Assert.That(diff.States["answer"].Select(Describe), Is.EqualTo(["replace /last \"one\">\"two\""]));
        Assert.That(diff.Pending, Is.Empty);
        Assert.That(diff.Between.Select(superstep => superstep.Number), Is.EqualTo(Enumerable.Range(first + 1, second - first)));
        Assert.That(diff.Between.SelectMany(superstep => superstep.Events).Select(happened => happened.Type), Does.Contain(ConversationEvents.MessageCompleted));
        Assert.That(diff.Between.Sum(superstep => superstep.Activities.GetArrayLength()), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task Backwards_it_says_the_opposite(CancellationToken cancellationToken)
    {
        var (key, first, second) = await TalkAsync(cancellationToken);
        var diff = (await TimeTravel.DiffAsync(key, second, first, cancellationToken))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(diff.States["hear"].Select(Describe), Is.EquivalentTo(["replace /count 2>1", "remove /texts/1 \"two\">"]));
        Assert.That(diff.Between.Select(superstep => superstep.Number), Is.EqualTo(Enumerable.Range(first + 1, second - first)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_message_that_waits_in_the_middle_of_a_turn_shows_as_pending(CancellationToken cancellationToken)
    {
        var (key, _, _) = await TalkAsync(cancellationToken);
        var diff = (await TimeTravel.DiffAsync(key, 0, 1, cancellationToken))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(diff.States["hear"].Select(change => (change.Op, change.Path)), Is.EqualTo([("add", "")]));
        Assert.That(diff.Pending.Select(change => (change.Op, change.Path)), Is.EqualTo([("add", "/0")]));
        Assert.That(diff.Pending[0].Value!.Value.GetProperty("step").GetString(), Is.EqualTo("inner/work"));
    }

    [Test, CancelAfter(60_000)]
    public async Task There_is_none_with_a_superstep_that_never_was_or_for_another_tenant(CancellationToken cancellationToken)
    {
        var (key, first, second) = await TalkAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await TimeTravel.DiffAsync(key, first, second + 1, cancellationToken), Is.Null);
        Assert.That(await TimeTravel.DiffAsync(key, -1, second, cancellationToken), Is.Null);
        Assert.That(await TimeTravel.DiffAsync(key with { Tenant = "other" }, first, second, cancellationToken), Is.Null);
        Assert.That(await TimeTravel.DiffAsync(await _replica.BeginAsync(cancellationToken), 0, 0, cancellationToken), Is.Null);
    }

    private async Task<(ConversationKey Key, int First, int Second)> TalkAsync(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        var first = (await _replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken))[^1].Number;
        await _replica.SayAsync(key, "two", cancellationToken);
        return (key, first, (await _replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken))[^1].Number);
    }

    private static string Describe(JsonChange change) => $"{change.Op} {change.Path} {change.OldValue?.GetRawText()}>{change.Value?.GetRawText()}";
}
