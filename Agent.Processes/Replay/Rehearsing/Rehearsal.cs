using System.Text.Json;
using Agent.Processes.Journal;
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
    private readonly ScriptedAnswers _answers;
    private readonly DecisionReader _decisions;
    private readonly RehearsalDesk _desk;
    private int _turns;

    public Rehearsal(RehearsalScript script, RehearsalTerms terms, CompiledWorkflow workflow, Kernel kernel, TimeProvider clock)
    {
        (_script, _terms, _kernel, _clock) = (script, terms, kernel, clock);
        _memory = new(workflow);
        _answers = new(script, terms);
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
            await PlayAsync(turn.Number, turn.Kind, PayloadOf(turn), cancellationToken);
            await SettleAsync(turn, cancellationToken);
        }

        return new(_decisions.Decisions, _answers.Unrecorded, _answers.IsStopped);
    }

    /// <summary>In other people's recordings nobody says yes to our questions: whoever the terms name does, at once.</summary>
    private async Task SettleAsync(ScriptedTurn turn, CancellationToken cancellationToken)
    {
        for (var settled = 0; !_script.IsOurs && _memory.Progress.Waiting is { } waiting && settled < MostSettled && !_answers.IsStopped; settled++)
        {
            var decided = new ApprovalDecided
            {
                ApprovalId = waiting.ApprovalId, Approved = _terms.Approves(waiting.Tool, waiting.Arguments), DecidedBy = "replay", DecidedAt = turn.At,
            };
            await PlayAsync(turn.Number, ConversationInputs.ApprovalDecided, JsonSerializer.SerializeToUtf8Bytes(decided, StoredJson.Options), cancellationToken);
        }
    }

    /// <summary>A recorded decision is about the question that is open now: its id may be another one than then.</summary>
    private ReadOnlyMemory<byte> PayloadOf(ScriptedTurn turn)
    {
        if (turn.Kind == ConversationInputs.Message || _memory.Progress.Waiting is not { } waiting)
        {
            return turn.Payload;
        }

        return turn.Kind == ConversationInputs.ApprovalReminder
            ? Renamed<ApprovalReminder>(turn, reminder => reminder with { ApprovalId = waiting.ApprovalId })
            : Renamed<ApprovalDecided>(turn, decided => decided with { ApprovalId = waiting.ApprovalId });
    }

    private static ReadOnlyMemory<byte> Renamed<T>(ScriptedTurn turn, Func<T, T> rename) =>
        JsonSerializer.SerializeToUtf8Bytes(rename(JsonSerializer.Deserialize<T>(turn.Payload.Span, StoredJson.Options)!), StoredJson.Options);

    private async Task PlayAsync(int number, string kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var kernel = _kernel.Clone();
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(_script.Key, _script.CustomerId, _script.Channel, TurnIds.Format(++_turns));
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
        }

        execution.Draft.Clear();
    }
}
