using System.Diagnostics.Metrics;
using Agent.Plugins.Calling;
using Npgsql;

namespace Agent.Tests.Plugins.Calling;

/// <summary>Timeout, retry and breaker, each for itself and together.</summary>
internal sealed class ToolResilienceTests
{
    private FaultyTools _tools = null!;

    [SetUp]
    public void Prepare() => _tools = new();

    [Test]
    public async Task A_fault_that_passes_is_not_seen_by_the_caller()
    {
        var tools = new FaultyTools { Behaviour = call => call < 3 ? throw new IOException("connection reset") : Task.FromResult("found") };
        await using var bench = new FilterBench(tools);
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("found"));
        Assert.That(tools.Calls, Is.EqualTo(3));
    }

    [TestCaseSource(nameof(DriverFaults))]
    public async Task A_connection_that_breaks_inside_the_driver_is_not_seen_either(Exception fault)
    {
        var tools = new FaultyTools { Behaviour = call => call < 2 ? throw fault : Task.FromResult("found") };
        await using var bench = new FilterBench(tools);
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("found"));
    }

    private static IEnumerable<TestCaseData> DriverFaults()
    {
        var broken = Assert.Catch<NullReferenceException>(() => _ = ((string?)null)!.Length);
        broken.Source = "Npgsql";
        yield return new(broken) { TestName = "A command whose connection breaks as it is sent is repeated" };
        yield return new(new NpgsqlException("Received backend message BindComplete while expecting ParseCompleteMessage. Please file a bug."))
            { TestName = "A command in which the driver has lost its place is repeated" };
        yield return new(new PostgresException("prepared statement \"_auto0\" already exists", "ERROR", "ERROR", "42P05")) { TestName = "A command that the driver prepares twice is repeated" };
    }

    [Test]
    public async Task A_fault_that_stays_is_told_after_the_last_repetition()
    {
        var tools = new FaultyTools { Behaviour = _ => throw new IOException("connection reset") };
        await using var bench = new FilterBench(tools);
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("Error: look is not available at the moment; try again later"));
        Assert.That(tools.Calls, Is.EqualTo(3));
    }

    [Test]
    public async Task A_database_that_restarts_is_waited_for_longer_than_anything_else()
    {
        var tools = new FaultyTools { Behaviour = call => call < 6 ? throw new NpgsqlException("broken", new IOException("reset")) : Task.FromResult("found") };
        await using var bench = new FilterBench(tools);
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("found"));
    }

    [Test]
    public async Task A_refusal_and_a_fault_of_the_tool_itself_are_not_repeated()
    {
        var tools = new FaultyTools { Behaviour = call => throw (call is 1 ? new ToolException("no") : new InvalidOperationException("bug")) };
        await using var bench = new FilterBench(tools);
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("Error: no"));
        Assert.That(await bench.CallAsync("look"), Does.StartWith("Error: look failed"));
        Assert.That(tools.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task A_change_is_repeated_too_because_it_has_a_name()
    {
        var tools = new FaultyTools { Behaviour = call => call < 2 ? throw new IOException("connection reset") : Task.FromResult("changed") };
        await using var bench = new FilterBench(tools);
        Assert.That(await bench.CallAsync("change", key: "k1"), Is.EqualTo("changed"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_back_office_that_takes_ten_seconds_is_waited_for_and_one_that_takes_longer_than_the_timeout_is_not(CancellationToken cancellationToken)
    {
        var clock = new ManualClock();
        var asked = new SemaphoreSlim(0);
        _tools.Behaviour = async call =>
        {
            asked.Release();
            await Task.Delay(call is 1 ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(31), clock, CancellationToken.None);
            return "slow";
        };
        await using var bench = new FilterBench(_tools, clock: clock);
        var slow = bench.CallAsync("look");
        await asked.WaitAsync(cancellationToken);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(await slow.WaitAsync(cancellationToken), Is.EqualTo("slow"));

        var tooSlow = bench.CallAsync("look");
        await asked.WaitAsync(cancellationToken);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await tooSlow.WaitAsync(cancellationToken), Is.EqualTo("Error: look did not answer within 30 seconds"));
    }

    [Test]
    public async Task A_back_office_that_fails_half_of_the_time_answers_most_calls()
    {
        var random = new Random(19);
        _tools.Behaviour = call => random.Next(2) == 0 ? throw new IOException("connection reset") : Task.FromResult("fine");
        await using var bench = new FilterBench(_tools);
        var answers = new List<string?>();
        for (var call = 0; call < 200; call++)
        {
            answers.Add(await bench.CallAsync("look"));
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(answers.Count(answer => answer == "fine"), Is.GreaterThan(150), "seven of eight succeed within three attempts");
        Assert.That(answers, Has.All.EqualTo("fine").Or.EqualTo("Error: look is not available at the moment; try again later"));
    }

    [Test]
    public async Task A_system_that_does_not_answer_is_left_alone_and_tried_again_later()
    {
        var clock = new ManualClock();
        var isAway = true;
        _tools.Behaviour = _ => isAway ? throw new IOException("connection refused") : Task.FromResult("back");
        await using var bench = new FilterBench(_tools, options => (options.Retry.Repetitions, options.Breaker.MinimumCalls) = (0, 4), clock);
        for (var call = 0; call < 4; call++)
        {
            await bench.CallAsync("look");
        }

        var whileOpen = await bench.CallAsync("look");
        var (callsWhileOpen, shown) = (_tools.Calls, Breakers());
        isAway = false;
        clock.Advance(TimeSpan.FromSeconds(11));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(whileOpen, Is.EqualTo("Error: look is not available at the moment, because its system does not answer; nothing was done. Try again in a minute"));
        Assert.That(callsWhileOpen, Is.EqualTo(4), "the system was left alone");
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("back"));
        Assert.That((shown[ToolSystems.BackOffice], Breakers()[ToolSystems.BackOffice]), Is.EqualTo((1, 0)), "and the metric says so");
    }

    [Test]
    public async Task A_fault_is_counted_with_its_class_once_and_a_refusal_is_none()
    {
        var counted = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Enable(instrument, self, "agent.faults") };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted)
            {
                counted.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value)));
            }
        });
        listener.Start();
        _tools.Behaviour = call => throw (call switch { 1 => new ToolException("no"), 2 => new StrangeException(), _ => new LineException() });
        await using var bench = new FilterBench(_tools);
        await bench.CallAsync("look");
        await bench.CallAsync("look");
        await bench.CallAsync("look"); // three attempts
        Assert.That(counted.Where(line => line.EndsWith("StrangeException", StringComparison.Ordinal) || line.EndsWith("LineException", StringComparison.Ordinal)), Is.EqualTo(
            ["tool unknown StrangeException", "tool transient LineException"]));
    }

    [Test]
    public async Task Refusals_never_open_the_breaker()
    {
        _tools.Behaviour = _ => throw new ToolException("order not found");
        await using var bench = new FilterBench(_tools, options => options.Breaker.MinimumCalls = 4);
        for (var call = 0; call < 20; call++)
        {
            Assert.That(await bench.CallAsync("look"), Is.EqualTo("Error: order not found"));
        }
    }

    private static Dictionary<string, int> Breakers()
    {
        var states = new Dictionary<string, int>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Enable(instrument, self, "agent.tool.breaker") };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => states[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return states;
    }

    private static void Enable(Instrument instrument, MeterListener listener, string name)
    {
        if (instrument.Meter.Name == ToolTelemetry.MeterName && instrument.Name == name)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private sealed class StrangeException : Exception;

    private sealed class LineException : IOException;
}
