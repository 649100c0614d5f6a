using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Agent.Processes;
using Agent.Processes.Journal;
using Agent.Processes.Telemetry;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Processes;

/// <summary>Wherever something fails, its class is counted and logged. Other tests run at the same time: what is counted here has a type of its own.</summary>
internal sealed class FaultTelemetryTests
{
    private readonly ConcurrentQueue<string> _counted = [];
    private readonly List<string> _logged = [];
    private MeterListener _listener = null!;

    [SetUp]
    public void Listen()
    {
        _counted.Clear();
        _logged.Clear();
        _listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: TelemetryNames.Source, Name: "agent.faults" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            _counted.Enqueue($"{values["error.type"]}: {values["agent.origin"]} {values["agent.fault"]}");
        });
        _listener.Start();
    }

    [TearDown]
    public void Stop() => _listener.Dispose();

    [Test, CancelAfter(60_000)]
    public async Task A_turn_that_falls_counts_as_its_step_and_as_itself(CancellationToken cancellationToken)
    {
        await using var runtime = await StartAsync();
        runtime.World.BeforeAnswer = (_, _) => throw new NobodyKnowsException("fall");
        var key = await runtime.BeginAsync(cancellationToken);
        var turn = await runtime.SayAsync(key, "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Status, Is.EqualTo(ConversationStatus.Failed));
        Assert.That(_counted, Has.Member("NobodyKnowsException: step unknown"));
        Assert.That(_logged, Has.Some.StartsWith("1006 Step answer failed with NobodyKnowsException (unknown)").And.Some.StartsWith($"1003 A turn of conversation {key.Id} failed: error (unknown)"));
        Assert.That(_logged.Where(line => line.StartsWith("1006", StringComparison.Ordinal)), Has.Some.EndsWith("NobodyKnowsException"), "the exception itself, where nobody knows it");
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_logged_in_a_turn_names_the_request_that_began_it(CancellationToken cancellationToken)
    {
        var log = new ScopedLines();
        await using var runtime = await RuntimeFixture.StartAsync(configure: services => services.AddLogging(logging => logging.AddProvider(log)));
        runtime.World.BeforeAnswer = (_, _) => throw new NobodyKnowsException("fall");
        var key = await runtime.BeginAsync(cancellationToken);
        RequestOrigin.Id = "order-77";
        await runtime.SayAsync(key, "hello", cancellationToken);
        var ofTheTurn = log.Lines.Where(line => line.Id is 1003 or 1006).Select(line => (line.Scope.GetValueOrDefault("Turn"), line.Scope.GetValueOrDefault("RequestId"))).ToList();
        Assert.That(ofTheTurn, Has.Count.GreaterThan(1).And.All.EqualTo(("t1", "order-77")), "there is no request around a turn: it reads the id from its input");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_step_whose_model_is_away_counts_as_passing(CancellationToken cancellationToken)
    {
        await using var runtime = await StartAsync();
        using var model = new JournaledChatClient(
            new Away(), TimeProvider.System, Options.Create(new RuntimeOptions()), logger: runtime.Get<ILogger<JournaledChatClient>>());
        runtime.World.During = (_, token) => model.GetResponseAsync("hello", cancellationToken: token);
        await runtime.SayAsync(await runtime.BeginAsync(cancellationToken), "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_counted, Has.Member("AwayException: model transient").And.Member("AwayException: step transient"));
        Assert.That(_logged, Has.Member("1081 Model away gave no answer to prompt unnamed: AwayException (transient)"), "without the text, which may quote a customer");
    }

    private Task<RuntimeFixture> StartAsync() => RuntimeFixture.StartAsync(configure: services => services.AddLogging(logging => logging.AddProvider(new LoggedLines(_logged))));

    private sealed class NobodyKnowsException(string message) : Exception(message);

    private sealed class AwayException() : Exception("text"), IClassedFault
    {
        public FaultClass FaultClass => FaultClass.Transient;
    }

    private sealed class Away : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new AwayException();

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new AwayException();

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("away", null, "away") : null;

        public void Dispose()
        {
        }
    }
}
