using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Replay;

/// <summary>
/// Approvals in a replay: as recorded, all, none, or by rule; the effects that follow from them are found, and no others. A call that was not made then has no result on
/// record, and none is made up: it goes ahead, and is refused there.
/// </summary>
internal sealed class ApprovalsReplayTests
{
    private SupportFixture _support = null!;
    private ReplayFixture _replay = null!;
    private string _agreed = null!;
    private string _declined = null!;
    private string _decided = null!;
    private string _open = null!;

    /// <summary>Plays a return the customer agrees to, a cancellation they decline, one that an operator agrees to, and one that is left open.</summary>
    [OneTimeSetUp]
    public async Task PlayAsync()
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        _support = await SupportFixture.StartAsync(connectionString: connectionString);
        _agreed = await SayAsync("mara_olsen_1001", "I'd like to return everything from order #W1000001, back to the original payment method.", "yes");
        _declined = await SayAsync("mara_olsen_1001", "Please cancel order #W1000002, I ordered it by mistake.", "no, keep it");
        _open = await SayAsync("tom_becker_1002", "I'd like to return everything from order #W1000004, back to the original payment method.");
        var talk = await _support.TalkAsync("tom_becker_1002", CancellationToken.None);
        await talk.SayAsync("I'd like to return everything from order #W1000004, back to the original payment method.", CancellationToken.None);
        await talk.DecideAsync(true, "fine", CancellationToken.None);
        _decided = talk.Key.Id;
        _replay = await ReplayFixture.OpenAsync(connectionString);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_replay is not null)
        {
            await _replay.DisposeAsync();
        }

        if (_support is not null)
        {
            await _support.DisposeAsync();
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task As_recorded_nothing_is_different(CancellationToken cancellationToken)
    {
        var report = await _replay.ReportAsync(cancellationToken, "stored", "--mode", "decisions");
        Assert.That(((int)report["summary"]!["same"]!, (int)report["summary"]!["divergences"]!), Is.EqualTo((4, 0)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Whoever_approves_everything_lets_what_was_declined_and_what_was_left_open_go_ahead(CancellationToken cancellationToken) =>
        Assert.That(await EffectsAsync(cancellationToken, "--approvals", "approve"), Is.EquivalentTo(Flips((_declined, null, "refused"), (_open, null, "refused"))));

    [Test, CancelAfter(60_000)]
    public async Task Whoever_denies_everything_leaves_undone_what_was_agreed_to(CancellationToken cancellationToken) =>
        Assert.That(await EffectsAsync(cancellationToken, "--approvals", "deny"), Is.EquivalentTo(Flips((_agreed, "done", null), (_decided, "done", null))));

    [Test, CancelAfter(60_000)]
    public async Task A_rule_agrees_to_what_it_holds_for_and_to_nothing_else(CancellationToken cancellationToken)
    {
        Assert.That(await EffectsAsync(cancellationToken, "--approve-if", "tool=cancel_pending_order"),
            Is.EquivalentTo(Flips((_agreed, "done", null), (_declined, null, "refused"), (_decided, "done", null))));
        Assert.That(await EffectsAsync(cancellationToken, "--approve-if", "by=customer"), Is.EquivalentTo(Flips((_declined, null, "refused"), (_decided, "done", null))));
        Assert.That(await EffectsAsync(cancellationToken, "--approve-if", "by=customer", "--approve-if", "by=operator, amount>500"),
            Is.EquivalentTo(Flips((_declined, null, "refused"), (_open, null, "refused"))));
    }

    private async Task<IEnumerable<(string Conversation, string? Recorded, string? Replayed)>> EffectsAsync(CancellationToken cancellationToken, params string[] approvals)
    {
        var report = await _replay.ReportAsync(cancellationToken, ["stored", "--mode", "decisions", .. approvals]);
        return report["conversations"]!.AsArray().SelectMany(conversation => conversation!["differences"]!.AsArray().Where(difference => (string?)difference!["kind"] == "effects")
            .Select(difference => ((string)conversation["id"]!, (string?)difference!["recorded"], (string?)difference["replayed"])));
    }

    private static (string Conversation, string? Recorded, string? Replayed)[] Flips(params (string Conversation, string? Recorded, string? Replayed)[] flips) => flips;

    private async Task<string> SayAsync(string customer, params string[] texts)
    {
        var talk = await _support.TalkAsync(customer, CancellationToken.None);
        foreach (var text in texts)
        {
            await talk.SayAsync(text, CancellationToken.None);
        }

        return talk.Key.Id;
    }
}
