using Agent.Processes;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime.TakeOver;

/// <summary>A person claims a conversation at any instant of a turn, here or on another replica. <c>AGENT_RACES</c> sets how often; default 200.</summary>
internal sealed class TakeOverRaceTests
{
    private const int AtOnce = 8;
    private const int Pieces = 10;
    private const string Ann = "operator:ann";
    private static readonly int Races = int.TryParse(Environment.GetEnvironmentVariable("AGENT_RACES"), out var races) ? races : 200;

    private readonly Dictionary<string, (int Moment, TaskCompletionSource Reached)> _moments = [];

    [Test, CancelAfter(300_000)]
    public async Task From_the_claim_on_nothing_of_the_agent_is_delivered(CancellationToken cancellationToken)
    {
        await using var here = await RuntimeFixture.StartAsync();
        await using var there = await RuntimeFixture.StartAsync(here.ConnectionString);
        foreach (var replica in new[] { here, there })
        {
            replica.World.Speak = async (wish, output, _) =>
            {
                for (var piece = 0; piece < Pieces; piece++)
                {
                    Reach(wish.Text, piece);
                    output.WriteDelta($"piece {piece} ");
                    await Task.Yield(); // a model that does not heed its token
                }

                Reach(wish.Text, Pieces); // and now its answer is committed
            };
        }

        var random = new Random(20261121);
        foreach (var race in Enumerable.Range(0, Races))
            _moments[Text(race)] = (random.Next(0, Pieces + 3), new(TaskCreationOptions.RunContinuationsAsynchronously));
        var interrupted = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Races), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (race, token) =>
        {
            var claimant = race % 2 == 0 ? here : there;
            if (await RunAsync(here, claimant, race % 4 < 2 ? here : there, Text(race), token))
                Interlocked.Increment(ref interrupted);
        });
        TestContext.Out.WriteLine($"{Races} races, {interrupted} turns interrupted");
        Assert.That(interrupted, Is.InRange(Races / 20, Races - Races / 20), "races that cannot be lost show nothing");
    }

    /// <returns>Whether the claim came before the turn's end.</returns>
    private async Task<bool> RunAsync(RuntimeFixture owner, RuntimeFixture claimant, RuntimeFixture watched, string text, CancellationToken cancellationToken)
    {
        var key = await owner.BeginAsync(cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(watched, key, enough.Token);
        var sent = await owner.Conversations.SendAsync(key, new() { Text = text }, null, cancellationToken);
        // In the middle of the answer, at its commit, or just behind it.
        var (moment, reached) = _moments[text];
        await (moment <= Pieces ? reached.Task.WaitAsync(cancellationToken) : owner.EndAsync(key, sent.Turn, cancellationToken));
        var claim = await claimant.Get<ITakeOvers>().ClaimAsync(key, Ann, null, cancellationToken);
        Assert.That(claim!.Result, Is.EqualTo(TakeOverResult.Done));
        var end = await owner.EndAsync(key, sent.Turn, cancellationToken);
        await claimant.Get<ITakeOvers>().WriteAsync(key, Ann, "I am a person.", cancellationToken);
        while (owner.Running.IsRunning(key))
            await Task.Delay(5, cancellationToken);
        await claimant.Get<ITakeOvers>().WriteAsync(key, Ann, "last", cancellationToken);

        var seen = await watching;
        var stored = await owner.Get<FeedStore>().ReadAsync(key, 0, cancellationToken).ToListAsync(cancellationToken);
        var claimed = stored.Single(happened => happened.Type == ConversationEvents.ConversationClaimed);
        var transcript = await owner.Conversations.ReadTranscriptAsync(key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(stored.Where(happened => happened.Number > claimed.Number).Select(Describe), Is.EqualTo(["message.completed operator", "message.completed operator"]));
        Assert.That(seen.SkipWhile(happened => happened.Number != claimed.Number).Skip(1).Select(Describe), Is.EqualTo(["message.completed operator", "message.completed operator"]));
        Assert.That(seen.Where(happened => happened.Number is not null).Select(happened => happened.Number), Is.EqualTo(stored.Select(happened => happened.Number)));
        Assert.That(transcript.SkipWhile(line => line.Role != "operator").Select(line => line.Role), Is.All.EqualTo("operator"));
        Assert.That(transcript.Any(line => line.Role == "agent"), Is.EqualTo(end.Status != ConversationStatus.Claimed));
        return end.Status == ConversationStatus.Claimed;
    }

    private static string Text(int race) => $"race {race}";

    private void Reach(string text, int moment)
    {
        if (_moments[text].Moment == moment)
            _moments[text].Reached.TrySetResult();
    }

    private static string Describe(ConversationEvent happened) =>
        happened.Data.TryGetProperty("author", out var author) ? $"{happened.Type} {author}" : happened.Type;

    private static async Task<List<ConversationEvent>> WatchAsync(RuntimeFixture replica, ConversationKey key, CancellationToken cancellationToken)
    {
        var seen = new List<ConversationEvent>();
        await foreach (var happened in replica.Conversations.ReadEventsAsync(key, 0, cancellationToken: cancellationToken))
        {
            seen.Add(happened);
            if (happened.Type == ConversationEvents.MessageCompleted && happened.Data.GetProperty("text").GetString() == "last")
                break;
        }

        return seen;
    }
}
