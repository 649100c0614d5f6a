using System.Text;
using Agent.Processes;
using Agent.Processes.Runtime.Signals;
using Agent.Processes.Runtime.Storage;

namespace Agent.Tests.Processes.Runtime.Signals;

/// <summary>What is sent fits into a notification, and is read as it was written.</summary>
internal sealed class SignalMessageTests
{
    private static readonly ConversationKey s_key = new("a/tenant", "c1");

    [Test]
    public void Ten_thousand_watches_are_many_notifications_that_fit()
    {
        var keys = Enumerable.Range(0, 10_000).Select(number => new ConversationKey("demo", $"c{number:D33}")).ToList();
        var notifications = WatchSignal.Write("r1", keys.Take(7000), keys.Skip(7000), asksAll: true).ToList();
        var read = notifications.Select(notification => WatchSignal.Read(notification.Payload)!).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(notifications.Select(notification => Encoding.UTF8.GetByteCount(notification.Payload)), Is.All.LessThan(Notification.MaxBytes));
        Assert.That(read.SelectMany(signal => signal.Watched), Is.EqualTo(keys.Take(7000)));
        Assert.That(read.SelectMany(signal => signal.Left), Is.EqualTo(keys.Skip(7000)));
        Assert.That(read.Count(signal => signal.AsksAll), Is.EqualTo(1));
    }

    [Test]
    public void A_long_piece_of_an_answer_is_cut_between_characters_and_loses_none()
    {
        var outbox = Outbox();
        var text = string.Concat(Enumerable.Repeat("\u0001\"😀ä\\", 2000));
        outbox.SendDelta("r2", s_key, 3, 7, text);
        var payloads = outbox.Take(100).Notifications.Select(notification => notification.Payload).ToList();
        var read = payloads.Select(payload => FeedSignal.Read(payload)!).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(payloads, Is.All.Matches<string>(payload => Notification.Fits(payload!)));
        Assert.That(string.Concat(read.Select(signal => signal.Delta)), Is.EqualTo(text));
        Assert.That(read, Is.All.Matches<FeedSignal>(signal => signal!.Key == s_key && signal.Turn == 3 && signal.Epoch == 7));
    }

    [Test]
    public void Equal_pieces_are_gathered_and_differ_between_notifications()
    {
        var outbox = Outbox();
        outbox.SendDelta("r2", s_key, 1, 1, "ha");
        outbox.SendDelta("r2", s_key, 1, 1, "ha");
        outbox.SendDelta("r2", s_key, 2, 1, "ha");
        outbox.SendDelta("r2", s_key, 2, 2, "ha");
        var payloads = outbox.Take(100).Notifications.Select(notification => notification.Payload).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(payloads, Is.Unique);
        Assert.That(payloads.Select(payload => FeedSignal.Read(payload)!.Delta), Is.EqualTo(["haha", "ha", "ha"]));
    }

    [Test]
    public void What_grows_too_large_becomes_a_hint_to_look()
    {
        var outbox = Outbox();
        for (var number = 0; number < 1000; number++)
        {
            outbox.SendDelta("r2", s_key, 1, 1, new string('x', 1000));
        }

        outbox.SendEvents("r2", s_key, 1, "[]"u8.ToArray());
        var read = outbox.Take(1000).Notifications.Select(notification => FeedSignal.Read(notification.Payload)!).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(read, Has.Count.LessThan(100));
        Assert.That(read[0].IsLook, Is.True);
        Assert.That(read[^1].Events.Length, Is.EqualTo(2));
    }

    [Test]
    public void What_could_not_be_sent_comes_again_as_a_hint_to_look()
    {
        var outbox = Outbox();
        outbox.Watch(s_key);
        outbox.SendEvents("r2", s_key, 1, "[]"u8.ToArray());
        outbox.Return(outbox.Take(100));
        var again = outbox.Take(100).Notifications;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(WatchSignal.Read(again[0].Payload)!.Watched, Is.EqualTo([s_key]));
        Assert.That(FeedSignal.Read(again[1].Payload)!.IsLook, Is.True);
    }

    [Test]
    public void Whoever_is_not_heard_of_again_is_forgotten()
    {
        var clock = new SteppingClock();
        var watches = new RemoteWatches(clock);
        var wasNew = watches.Add(s_key, "r2", TimeSpan.FromSeconds(60));
        clock.Step(TimeSpan.FromSeconds(40));
        var isNewAgain = watches.Add(s_key, "r2", TimeSpan.FromSeconds(60));
        clock.Step(TimeSpan.FromSeconds(40));
        var present = watches.Of(s_key).ToList();
        clock.Step(TimeSpan.FromSeconds(40));
        var late = watches.Of(s_key).ToList();
        watches.Sweep();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((wasNew, isNewAgain), Is.EqualTo((true, false)));
        Assert.That(present, Is.EqualTo(["r2"]));
        Assert.That(late, Is.Empty);
        Assert.That(watches.Count, Is.Zero);
    }

    private static SignalOutbox Outbox() => new(new ReplicaIdentity(), TimeProvider.System);

    private sealed class SteppingClock : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now;

        public void Step(TimeSpan time) => _now += (long)(time.TotalSeconds * TimestampFrequency);
    }
}
