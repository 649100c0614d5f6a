using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Policies;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Replay;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>One recorded conversation, held again in memory by today's workflow: the customer says what is on record, and the script answers for models and tools.</summary>
internal sealed class Rehearsal
{
    /// <summary>A recording of others may propose many calls in one turn, and each may have to be settled.</summary>
    private const int MostSettled = 50;

    private const int MostSupersteps = 400;

    private readonly RehearsalScript _script;
    private readonly RehearsalTerms _terms;
    private readonly Kernel _kernel;
    private readonly TimeProvider _clock;
    private readonly ConversationMemory _memory;
    private readonly IRehearsalAnswers _answers;
    private readonly DecisionReader _decisions;
    private readonly RehearsalDesk _desk;
    private readonly LiveTerms? _live;
    private RehearsalUsage _usage = RehearsalUsage.None;
    private int _turns;

    /// <param name="script">The conversation.</param>
    /// <param name="terms">How it is rehearsed.</param>
    /// <param name="live">On what terms models and tools are asked in earnest; null when the script answers for them.</param>
    /// <param name="workflow">The workflow.</param>
    /// <param name="kernel">The stage's kernel.</param>
    /// <param name="clock">The stage's clock.</param>
    public Rehearsal(RehearsalScript script, RehearsalTerms terms, LiveTerms? live, CompiledWorkflow workflow, Kernel kernel, TimeProvider clock)
    {
        (_script, _terms, _live, _kernel, _clock) = (script, terms, live, kernel, clock);
        _memory = new(workflow);
        _answers = live is null ? new ScriptedAnswers(script, terms, Confirms) : new LiveAnswers(live, live.Now ?? clock.GetUtcNow());
        _desk = new(script.Key, clock);
        _decisions = new(script.Turns.SelectMany(turn => turn.Activities).Where(activity => activity.Kind == ActivityKinds.Tool).Select(activity => activity.Name).ToHashSet());
    }

    public async Task<RehearsalOutcome> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var turn in _script.Turns)
        {
            if (_memory.Progress.Ended || _answers.IsStopped)
            {
                break;
            }

            _answers.Begin(turn);
            var (kind, payload) = InputOf(turn);
            await PlayAsync(turn.Number, kind, payload, cancellationToken);
            await SettleAsync(turn, ReferenceEquals(turn, _script.Turns[^1]), cancellationToken);
        }

        return new(_decisions.Decisions, _answers.Unrecorded, _answers.IsStopped, _usage);
    }

    /// <summary>The answer of the terms to the question to the customer that is open; null where the customer's own words are the answer.</summary>
    private bool? Confirms() => _memory.Progress.Waiting is { Approver: Approvers.Customer } waiting ? _terms.Decides?.Invoke(waiting) : null;

    /// <summary>
    /// In other people's recordings nobody says yes to our questions, nor in a conversation held anew: whoever the terms name does, at once. In a conversation of ours they
    /// were answered at a time of their own; what was still open at its end is settled there.
    /// </summary>
    private async Task SettleAsync(ScriptedTurn turn, bool isLast, CancellationToken cancellationToken)
    {
        for (var settled = 0; _memory.Progress.Waiting is { } waiting && settled < MostSettled && !_answers.IsStopped; settled++)
        {
            var agrees = _live is not null ? _live.Agrees(waiting, _terms)
                : !_script.IsOurs ? _terms.Decides?.Invoke(waiting) ?? true
                : isLast ? _terms.Decides?.Invoke(waiting) : null;
            if (agrees is not { } approved)
            {
                return;
            }

            var decided = new ApprovalDecided { ApprovalId = waiting.ApprovalId, Approved = approved, DecidedBy = "replay", DecidedAt = _answers.Now };
            await PlayAsync(turn.Number, ConversationInputs.ApprovalDecided, JsonSerializer.SerializeToUtf8Bytes(decided, StoredJson.Options), cancellationToken);
        }
    }

    /// <summary>A recorded decision is about the question that is open now: its id may be another one than then, and the terms may decide it otherwise, or where nobody had in time.</summary>
    private (string Kind, ReadOnlyMemory<byte> Payload) InputOf(ScriptedTurn turn)
    {
        if (_memory.Progress.Waiting is not { } waiting)
        {
            return (turn.Kind, turn.Payload);
        }

        switch (turn.Kind)
        {
            case ConversationInputs.ApprovalReminder:
                return (turn.Kind, Renamed<ApprovalReminder>(turn, reminder => reminder with { ApprovalId = waiting.ApprovalId }));
            case ConversationInputs.ApprovalDecided or ConversationInputs.ApprovalExpired:
                var own = _terms.Decides?.Invoke(waiting);
                return (own is null ? turn.Kind : ConversationInputs.ApprovalDecided,
                    Renamed<ApprovalDecided>(turn, decided => decided with { ApprovalId = waiting.ApprovalId, Approved = own ?? decided.Approved }));
            default:
                return (turn.Kind, turn.Payload);
        }
    }

    private static ReadOnlyMemory<byte> Renamed<T>(ScriptedTurn turn, Func<T, T> rename) =>
        JsonSerializer.SerializeToUtf8Bytes(rename(JsonSerializer.Deserialize<T>(turn.Payload.Span, StoredJson.Options)!), StoredJson.Options);

    private async Task PlayAsync(int number, string kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var kernel = _kernel.Clone();
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(_script.Key, _script.CustomerId, _script.Channel, TurnIds.Format(++_turns)) { Spending = _live?.Spending };
        kernel.Data[KernelConversationExtensions.DeskKey] = _desk;
        using var execution = new TurnExecution(_memory, kernel, _clock);
        execution.Begin(_turns, kind, payload);
        try
        {
            for (var steps = 0; _memory.HasWork && !_answers.IsStopped; steps++)
            {
                if (steps == MostSupersteps)
                {
                    execution.Fail(new(TurnIds.Format(_turns), TurnFailures.SuperstepLimit, ""), "");
                    Note(execution, number);
                    return;
                }

                await execution.RunSuperstepAsync(cancellationToken, _answers);
                if (_memory.HasWork && !_answers.IsStopped)
                {
                    Note(execution, number);
                }
            }

            if (!_answers.IsStopped)
            {
                execution.End();
                Note(execution, number);
            }
        }
        catch (UnroutedErrorException exception)
        {
            execution.Draft.Clear();
            execution.Fail(new(TurnIds.Format(_turns), TurnFailures.Error, "", exception.Step), exception.Message);
            Note(execution, number);
        }
    }

    /// <summary>Takes the decisions from what would be stored.</summary>
    private void Note(TurnExecution execution, int number)
    {
        execution.Draft.Close(_memory.Progress, StoredJson.Options);
        using var body = JsonDocument.Parse(execution.Draft.BodyJson);
        using var events = JsonDocument.Parse(execution.Draft.EventsJson);
        foreach (var superstep in RecordedSuperstep.ReadAll(body.RootElement, events.RootElement, _answers.Now))
        {
            _decisions.Read(number, superstep);
            _usage = _live is null ? _usage : _usage.With(UsageOf(superstep));
        }

        execution.Draft.Clear();
    }

    private static RehearsalUsage UsageOf(RecordedSuperstep superstep)
    {
        List<ActivityRecord> calls = [.. ActivityRecord.ReadOf(superstep.Body).Where(activity => activity.Kind == ActivityKinds.Model)];
        var cost = calls.All(call => call.CostUsd is not null) ? calls.Sum(call => call.CostUsd) : null;
        return new(calls.Count, calls.Sum(call => call.InputTokens ?? 0), calls.Sum(call => call.OutputTokens ?? 0), cost);
    }
}
