using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Journal;

internal sealed class JournalIndexTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_recorded_call_is_found_by_what_was_asked_however_it_is_spelled(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync();
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("Please cancel order #W1000002, no longer needed", cancellationToken);
        await talk.SayAsync("yes", cancellationToken);
        var index = await JournalIndex.ReadAsync(support.Get<CheckpointHistory>(), talk.Key, cancellationToken);
        var calls = index.Find("cancel_pending_order", Parse("""{ "reason": "no longer needed", "order_id": "#W1000002", "note": null }"""));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(calls, Has.Count.EqualTo(1));
        Assert.That(calls.Single().Response?.GetString(), Does.Contain("cancelled"));
        Assert.That(index.Find("cancel_pending_order", Parse("""{"reason":"ordered by mistake","order_id":"#W1000002"}""")), Is.Empty);
        Assert.That(index.Find("get_order_details", Parse("""{"order_id":"#W1000009"}""")), Is.Empty);
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
