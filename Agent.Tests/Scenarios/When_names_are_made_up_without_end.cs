using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Agent.Host.Models;
using Agent.Host.Models.Offline;
using Agent.Plugins.Calling;
using Agent.Processes;
using Agent.Processes.Journal;
using Agent.Processes.Prompts;
using Agent.Processes.Telemetry;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Scenarios;

/// <summary>Customers, channels, tools, models: each new one in every conversation. The metrics are as many as before.</summary>
[NonParallelizable] // it counts what the whole process measures
internal sealed class When_names_are_made_up_without_end
{
    private const string Mark = "zqx"; // begins every name that is made up, and stands in none of ours
    private const int Conversations = 12;
    private const string Real = "Where is my order #W1000002?";
    private static readonly string[] s_meters = [TelemetryNames.Source, ModelMetrics.MeterName, ToolTelemetry.MeterName, "Microsoft.SemanticKernel"];

    private readonly ConcurrentDictionary<string, byte> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _instruments = new(StringComparer.Ordinal);

    [Test, CancelAfter(120_000)]
    public async Task No_metric_has_more_series_for_it_and_none_tells_a_name(CancellationToken cancellationToken)
    {
        using var listener = Listen();
        using var model = new Inventive();
        await using var support = await SupportFixture.StartAsync(model);
        support.ReplaysAtTheEnd = false; // the tools that are asked for are not the point
        var ids = new List<string>();
        await PlayAsync(support, ids, cancellationToken);
        var before = _series.Keys.ToHashSet();
        await PlayAsync(support, ids, cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(model.Invented, Is.GreaterThanOrEqualTo(2 * Conversations), "tools that nobody has were asked for");
        Assert.That(_series.Keys.Where(series => !before.Contains(series)), Is.Empty, "the second half brings nothing new");
        Assert.That(_series.Keys.Where(series => series.Contains(Mark, StringComparison.Ordinal) || series.Contains(SupportFixture.Tenant, StringComparison.Ordinal) || ids.Any(id => series.Contains(id, StringComparison.Ordinal))), Is.Empty);
        Assert.That(_series.Keys, Has.Some.EqualTo("agent.tool.calls gen_ai.tool.name=(other) agent.succeeded=False"));
        Assert.That(_instruments.Keys, Is.SupersetOf(new[] { "agent.turn.duration", "agent.step.duration", "agent.tool.calls", "agent.tool.duration", "agent.model.tokens", "agent.guardrail.verdicts", "gen_ai.client.operation.duration" }));
    }

    [Test]
    public void Even_tools_that_exist_are_told_apart_up_to_a_bound()
    {
        var names = new ToolNames(2);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Enumerable.Range(0, 4).Select(n => names.OfCalled($"tool_{n}")), Is.EqualTo(["tool_0", "tool_1", ToolNames.Other, ToolNames.Other]));
        Assert.That(names.Of("tool_1"), Is.EqualTo("tool_1"));
        Assert.That(names.Of("never_called"), Is.EqualTo(ToolNames.Other));
    }

    private async Task PlayAsync(SupportFixture support, List<string> ids, CancellationToken cancellationToken)
    {
        for (var number = 0; number < Conversations; number++)
        {
            var started = await support.Conversations.StartAsync(
                SupportFixture.Tenant, new() { CustomerId = Made("customer"), Channel = Made("channel"), Metadata = new Dictionary<string, string> { [Made("key")] = Made("value") } }, cancellationToken);
            ids.Add(started.Id);
            var talk = new SupportFixture.Talk(support, new(SupportFixture.Tenant, started.Id));
            await talk.SayAsync($"Where is my order #{Made("W")}?", cancellationToken);
        }

        // What a conversation has when all goes well; and a call that comes from no prompt.
        var good = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        ids.Add(good.Key.Id);
        await good.SayAsync(Real, cancellationToken);
        ActivityScope.Current = new(Made("no step")) { Conversation = new(good.Key, "mara", "web", "t1") };
        await support.Get<IServiceProvider>().GetRequiredKeyedService<IChatClient>(ModelServiceIds.Small).GetResponseAsync("hello", cancellationToken: cancellationToken);
        ActivityScope.Current = null;
        var feedback = support.Get<IFeedback>();
        await feedback.GiveAsync(good.Key, new($"operator:{Made("ann")}", FeedbackRating.Down, Made("comment"), 1), cancellationToken);
    }

    private static string Made(string what) => $"{Mark}_{what}_{Guid.NewGuid():n}";

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (s_meters.Contains(instrument.Meter.Name))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        return listener;
    }

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _instruments.TryAdd(instrument.Name, 0);
        _series.TryAdd($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}", 0);
    }

    /// <summary>The offline model, under a new name with every answer; as the specialist for orders it asks for a tool that came to its mind.</summary>
    private sealed class Inventive() : DelegatingChatClient(new OfflineChatClient())
    {
        private int _invented;

        public int Invented => _invented;

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.ModelId = Made("model");
            return response;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (options?.AdditionalProperties?[PromptCallData.Name] is PromptNames.OrdersAgent && !messages.Any(message => message.Text == Real))
            {
                var isAnswered = messages.Last().Role == ChatRole.Tool;
                yield return new(ChatRole.Assistant, isAnswered ? [new TextContent("How can I help you with your order?")] : [new FunctionCallContent("c1", Made("tool"), new Dictionary<string, object?>())])
                {
                    ModelId = Made("model"),
                };
                Interlocked.Increment(ref _invented);
                yield break;
            }

            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                update.ModelId = Made("model");
                yield return update;
            }
        }
    }
}
