using Agent.Processes;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime.Growth;

/// <summary>A text of 20 KB on its way through everything that stores and reads it.</summary>
internal sealed class LargePayloadTests
{
    private static readonly string s_large = string.Concat(Enumerable.Range(0, 2000).Select(number => $"part {number} \"quoted\" ä\n"));
    private RuntimeFixture _replica = null!;

    [SetUp]
    public async Task StartAsync() => _replica = await RuntimeFixture.StartAsync(settings: new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "3600" });

    [TearDown]
    public async Task StopAsync() => await _replica.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task It_is_stored_once_however_many_turns_repeat_it(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        for (var turn = 1; turn <= 5; turn++)
        {
            await _replica.SayAsync(key, s_large, cancellationToken);
        }

        using var scope = Assert.EnterMultipleScope();
        // What was said, and the toy's five answers, each with its number before it.
        Assert.That(await _replica.ReadAsync<long>("SELECT count(*) FROM agent.payloads", cancellationToken), Is.EqualTo(6));
        Assert.That(
            await _replica.ReadAsync<int>("SELECT max(octet_length(body::text) + octet_length(events::text)) FROM agent.checkpoints", cancellationToken),
            Is.LessThan(4096));
    }

    [Test, CancelAfter(60_000)]
    public async Task Whoever_reads_the_conversation_sees_all_of_it(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var turn = await _replica.SayAsync(key, s_large, cancellationToken);
        var transcript = await _replica.Conversations.ReadTranscriptAsync(key, cancellationToken);
        var supersteps = await _replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken);
        var checkpoint = await _replica.Conversations.ReadCheckpointAsync(key, 1, cancellationToken);
        var events = await EventsAsync(_replica, key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Is.EqualTo("1: " + s_large));
        Assert.That(transcript.Select(entry => entry.Text), Is.EqualTo(new[] { s_large, "1: " + s_large }));
        Assert.That(events.Where(happened => happened.Type == ConversationEvents.MessageCompleted).Select(happened => happened.Data.GetProperty("text").GetString()), Is.EqualTo(["1: " + s_large]));
        Assert.That(supersteps[0].Pending[0].Data!.Value.GetProperty("text").GetString(), Is.EqualTo(s_large));
        Assert.That(supersteps.SelectMany(superstep => superstep.Events).Count(happened => happened.Data.ToString().Contains("part 1999", StringComparison.Ordinal)), Is.GreaterThan(1));
        Assert.That(checkpoint!.States["hear"].GetProperty("texts")[0].GetString(), Is.EqualTo(s_large));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_replica_that_learns_of_the_end_from_the_database_answers_with_all_of_it(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, s_large, cancellationToken);
        await using var other = await RuntimeFixture.StartAsync(_replica.ConnectionString);
        Assert.That((await other.EndAsync(key, 1, cancellationToken)).Reply, Is.EqualTo("1: " + s_large));
    }

    [Test, CancelAfter(60_000)]
    public async Task Whoever_watches_sees_all_of_it_as_it_happens(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        _replica.World.BeforeAnswer = (_, token) => gate.PassAsync(token);
        await _replica.Conversations.SendAsync(key, new() { Text = s_large }, null, cancellationToken);
        await gate.Reached;
        var watching = EventsAsync(_replica, key, cancellationToken);
        gate.Open();
        Assert.That((await watching).Where(happened => happened.Type == ConversationEvents.MessageCompleted && happened.Number is not null).Select(happened => happened.Data.GetProperty("text").GetString()),
            Is.EqualTo(["1: " + s_large]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_takeover_in_the_middle_goes_on_with_all_of_it(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        _replica.World.BeforeAnswer = (_, token) => gate.PassAsync(token);
        await _replica.Conversations.SendAsync(key, new() { Text = s_large }, null, cancellationToken);
        await gate.Reached;
        await _replica.ExecuteAsync("UPDATE agent.conversations SET lease_until = now() - interval '1 minute'", cancellationToken);
        await using var other = await RuntimeFixture.StartAsync(_replica.ConnectionString, new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "2" });
        var turn = await other.EndAsync(key, 1, cancellationToken);
        gate.Open();
        Assert.That(turn.Reply, Is.EqualTo("1: " + s_large));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stale_owner_stores_no_payload_either(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        _replica.World.During = (_, token) => gate.PassAsync(token);
        await _replica.Conversations.SendAsync(key, new() { Text = s_large }, null, cancellationToken);
        await gate.Reached;
        await _replica.ExecuteAsync("UPDATE agent.conversations SET epoch = epoch + 1, owner = 'other/1'", cancellationToken);
        gate.Open();
        while (_replica.Running.Count > 0)
        {
            await Task.Delay(10, cancellationToken);
        }

        Assert.That(await _replica.ReadAsync<long>("SELECT count(*) FROM agent.payloads", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_without_large_texts_stores_and_names_no_payload(CancellationToken cancellationToken)
    {
        await _replica.SayAsync(await _replica.BeginAsync(cancellationToken), "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _replica.ReadAsync<long>("SELECT count(*) FROM agent.payloads", cancellationToken), Is.Zero);
        Assert.That(await _replica.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints WHERE payload_places IS NOT NULL", cancellationToken), Is.Zero);
    }

    private static async Task<List<ConversationEvent>> EventsAsync(RuntimeFixture replica, ConversationKey key, CancellationToken cancellationToken)
    {
        var events = new List<ConversationEvent>();
        await foreach (var happened in replica.Conversations.ReadEventsAsync(key, 0, 1, cancellationToken))
        {
            events.Add(happened);
        }

        return events;
    }
}
