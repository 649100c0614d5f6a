using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Agent.Processes;
using Agent.Processes.Telemetry;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes;

internal sealed class FeedbackMetricTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_thumb_is_counted_by_its_direction(CancellationToken cancellationToken)
    {
        var counted = new ConcurrentQueue<(string Tag, object? Value)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: TelemetryNames.Source, Name: "agent.feedback" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Enqueue((tags[0].Key, tags[0].Value)));
        listener.Start();
        await using var runtime = await RuntimeFixture.StartAsync();
        var key = await runtime.BeginAsync(cancellationToken);
        await runtime.SayAsync(key, "hello", cancellationToken);
        var feedback = runtime.Get<IFeedback>();
        await feedback.GiveAsync(key, new("operator:ann", FeedbackRating.Down, null, null), cancellationToken);
        await feedback.GiveAsync(key, new("operator:ann", FeedbackRating.Up, null, 9), cancellationToken); // there is no such answer
        Assert.That(counted, Has.Member(("agent.rating", (object?)"down")));
    }
}
