using System.Text.Json;
using Agent.Processes.Journal;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Execution;

/// <summary>
/// Runs supersteps in memory and writes down what they did. It knows no database: the caller commits the draft whenever it must,
/// and forgets all of this when a commit fails.
/// </summary>
internal sealed class TurnExecution : IDisposable
{
    private readonly ConversationMemory _memory;
    private readonly Kernel _kernel;
    private readonly TimeProvider _clock;
    private readonly SuperstepWriter _writer;
    private readonly EventRouter _router;

    public TurnExecution(ConversationMemory memory, Kernel kernel, TimeProvider clock, CheckpointDraft? draft = null)
    {
        Draft = draft ?? new();
        Draft.Terms = kernel.Data.TryGetValue(KernelConversationExtensions.TermsIdKey, out var terms) ? terms as string : null;
        (_memory, _kernel, _clock) = (memory, kernel, clock);
        _writer = new(memory, Draft, clock);
        _router = new(memory, Draft, _writer);
    }

    public CheckpointDraft Draft { get; }

    /// <summary>Starts a turn: its input becomes the first messages.</summary>
    /// <param name="turn">Its number.</param>
    /// <param name="kind">The input's kind.</param>
    /// <param name="payload">The input's data.</param>
    /// <param name="requestId">The request it came with: its events say so.</param>
    public void Begin(int turn, string kind, ReadOnlyMemory<byte> payload, string? requestId = null)
    {
        _memory.Turn = turn;
        _memory.IsBetweenTurns = false;
        _memory.Progress = _memory.Progress.Next(_memory.LastSuperstep + 1) with { RequestId = requestId };
        Draft.Open(_memory.LastSuperstep + 1);
        var text = kind == ConversationInputs.Message ? JsonSerializer.Deserialize<CustomerMessage>(payload.Span, StoredJson.Options)?.Text : null;
        _writer.WriteEvent(_memory.LastSuperstep + 1, ConversationEvents.TurnStarted, new TurnStarted(TurnIds.Format(turn), kind, text));
        foreach (var edge in _memory.Workflow.Inputs.GetValueOrDefault(kind, []))
        {
            _memory.Pending.Add(new(edge.Step!, edge.Function!, edge.Parameter, payload));
        }
    }

    /// <summary>
    /// Whether the draft has to be committed before the next superstep: always after an activity, and after an outward event unless what comes next only computes.
    /// </summary>
    public bool MustCommit => Draft.HasActivity
        || (Draft.HasOutwardEvent && _memory.Pending.Exists(message => !message.IsHeld && !message.Function.MakesNoActivity));

    /// <summary>Delivers all messages, runs the functions they complete, and routes the events.</summary>
    /// <param name="cancellationToken">The turn's.</param>
    /// <param name="recorded">What answers instead of models, tools and people, and the time it was; null in real life.</param>
    public async Task RunSuperstepAsync(CancellationToken cancellationToken, IRecordedAnswers? recorded = null)
    {
        var now = recorded?.Now ?? _clock.GetUtcNow();
        var superstep = _memory.LastSuperstep + 1;
        Draft.Open(superstep);
        var runs = MessageDelivery.Deliver(_memory);

        // A step that does not heed its token is left behind: nothing of it is committed, and the turn ends in time all the same.
        await RunAsync(runs, now, recorded, cancellationToken).WaitAsync(cancellationToken);

        // From here on nothing waits and nothing fails: the superstep is over, and is written down.
        _memory.LastSuperstep = superstep;
        _writer.Begin(superstep, now, runs);
        await _router.RouteAsync(superstep, runs);
        _writer.End(runs);
    }

    /// <summary>Ends the turn with the event that says so.</summary>
    public ConversationStatus End()
    {
        var status = _memory.Progress switch
        {
            { Ended: true } => ConversationStatus.Completed,
            { Waiting: not null } => ConversationStatus.Waiting,
            _ => ConversationStatus.Idle,
        };
        Draft.Open(_memory.LastSuperstep + 1);
        if (_memory.LastSuperstep < Draft.Number)
        {
            _writer.WriteBareSuperstep(error: null);
        }

        _writer.WriteEvent(_memory.LastSuperstep, ConversationEvents.TurnCompleted,
            new TurnCompleted(TurnIds.Format(_memory.Turn), status, _memory.Progress.Reply, _memory.Progress.Waiting));
        _memory.IsBetweenTurns = true;
        return status;
    }

    /// <summary>Ends the turn in failure. What was under way is dropped; the conversation can go on with its next input.</summary>
    /// <param name="failure">What the customer may read.</param>
    /// <param name="error">The error itself, for the operator: stored with the superstep, never on the stream.</param>
    public ConversationStatus Fail(TurnFailed failure, string error)
    {
        Draft.Open(_memory.LastSuperstep + 1);
        _memory.Pending.Clear();
        _writer.WriteBareSuperstep(error);
        _writer.WriteEvent(_memory.LastSuperstep, ConversationEvents.TurnFailed, failure);
        _memory.IsBetweenTurns = true;
        return ConversationStatus.Failed;
    }

    public void Dispose()
    {
        _writer.Dispose();
        Draft.Dispose();
    }

    /// <summary>Steps run at the same time; several messages to one step, in their order.</summary>
    private Task RunAsync(List<StepRun> runs, DateTimeOffset now, IRecordedAnswers? recorded, CancellationToken cancellationToken) => runs.Count == 1
        ? runs[0].RunAsync(_memory.Slots[runs[0].Step.Index], _kernel, _clock, now, cancellationToken, recorded)
        : RunTogetherAsync(runs, now, recorded, cancellationToken);

    private Task RunTogetherAsync(List<StepRun> runs, DateTimeOffset now, IRecordedAnswers? recorded, CancellationToken cancellationToken) =>
        Task.WhenAll(runs.GroupBy(run => run.Step).Select(group => RunInOrderAsync(group, now, recorded, cancellationToken)));

    private async Task RunInOrderAsync(IEnumerable<StepRun> runs, DateTimeOffset now, IRecordedAnswers? recorded, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            await run.RunAsync(_memory.Slots[run.Step.Index], _kernel, _clock, now, cancellationToken, recorded);
        }
    }
}
