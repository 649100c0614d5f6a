using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime;

/// <summary>Time inside a step stands still, and is kept.</summary>
internal sealed class StepClockTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_step_sees_one_time_and_it_is_stored_with_the_superstep(CancellationToken cancellationToken)
    {
        await using var replica = await RuntimeFixture.StartAsync();
        var clock = replica.Get<TimeProvider>();
        var seen = new List<DateTimeOffset>();
        replica.World.During = (_, _) =>
        {
            seen.Add(clock.GetUtcNow());
            SpinWait.SpinUntil(() => TimeProvider.System.GetUtcNow() > seen[0]);
            seen.Add(clock.GetUtcNow());
            return Task.CompletedTask;
        };
        var key = await replica.BeginAsync(cancellationToken);
        await replica.SayAsync(key, "one", cancellationToken);
        var supersteps = await replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(seen, Has.Count.EqualTo(2));
        Assert.That(seen[1], Is.EqualTo(seen[0]));
        Assert.That(supersteps.Single(superstep => superstep.Steps.Contains("inner/work.work")).StepTime, Is.EqualTo(seen[0]));
        Assert.That(supersteps.Where(superstep => superstep.Steps.Count > 0).Select(superstep => superstep.StepTime), Is.All.Not.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task Durations_and_the_time_outside_of_steps_are_real(CancellationToken cancellationToken)
    {
        await using var replica = await RuntimeFixture.StartAsync();
        var clock = replica.Get<TimeProvider>();
        var elapsed = TimeSpan.Zero;
        replica.World.During = (_, _) =>
        {
            var started = clock.GetTimestamp();
            SpinWait.SpinUntil(() => clock.GetElapsedTime(started) > TimeSpan.FromMilliseconds(2));
            elapsed = clock.GetElapsedTime(started);
            return Task.CompletedTask;
        };
        var key = await replica.BeginAsync(cancellationToken);
        await replica.SayAsync(key, "one", cancellationToken);
        var outside = clock.GetUtcNow();
        SpinWait.SpinUntil(() => TimeProvider.System.GetUtcNow() > outside);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(elapsed, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(clock.GetUtcNow(), Is.GreaterThan(outside));
    }
}
