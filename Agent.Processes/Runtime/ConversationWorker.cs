using System.Runtime.CompilerServices;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Runtime;

/// <summary>Works on one claimed conversation until no input waits for it.</summary>
internal sealed partial class ConversationWorker(
    TenantDatabase database, OwnershipStore ownership, InboxStore inbox, ParkingStore parking, WorkflowRegistry workflows, TurnRunner turns, Departure departure,
    TimeProvider clock,
    ILogger<ConversationWorker> logger)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    /// <summary>So often work that fell from one checkpoint on, though no step did, is taken up there again: a fault of a driver or a proxy that nobody has named yet must not cost a customer the answer.</summary>
    private const int MostRepeats = 3;

    /// <param name="claim">The claim to work under.</param>
    /// <param name="claimed">The conversation, when the claim brought it along; null to load it.</param>
    /// <param name="lost">Cancelled when the claim is lost or the service stops.</param>
    /// <exception cref="LeavingException">This replica stops, and the conversation is to be handed over.</exception>
    public async Task RunAsync(Claim claim, ClaimedConversation? claimed, CancellationToken lost)
    {
        database.Enter(claim.Key.Tenant);
        using var scope = logger.BeginScope(new ConversationLogScope(claim.Key));
        var at = new StrongBox<TurnLogScope?>();
        var pause = s_firstPause;
        TurnFailure? failure = null;
        (string Reason, string Error)? stuck = null;
        var (repeats, from) = (0, 0);
        while (true)
        {
            try
            {
                if (stuck is var (reason, error))
                {
                    await parking.ParkAsync(claim, reason, error, lost);
                    RuntimeMetrics.Parked.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, reason));
                    return;
                }

                claimed ??= await ownership.ReloadAsync(claim, lost) ?? throw new StaleClaimException();
                if (Newest(claimed) is var newest && newest != from)
                {
                    (repeats, from) = (0, newest);
                }

                if (failure is not null)
                {
                    failure = failure with { Turn = failure.Turn ?? DueTurn(claimed) };
                }

                if (await (failure is null ? DrainAsync(claimed, at, lost) : FailAsync(claimed, failure, at, lost)))
                {
                    return;
                }

                failure = null;
            }
            catch (LeavingException)
            {
                throw;
            }
            catch (StaleClaimException)
            {
                LogLost(claim.Key.Id, claim.Epoch);
                return;
            }
            catch (Exception fault) when (StorageFault.IsTransient(fault) && !lost.IsCancellationRequested)
            {
                // Nothing of the last superstep is sure: what was committed is read back, and the rest is done again.
                LogStorageAway(claim.Key.Id, fault.Message);
                await Task.Delay(pause, clock, lost);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
            catch (UnreadableStateException exception)
            {
                stuck = (ParkedReasons.UnreadableState, Describe(exception.InnerException!));
                LogParked(exception, claim.Key.Id, ParkedReasons.UnreadableState, Faults.Count(FaultOrigins.Turn, exception));
            }
            catch (Exception exception) when (stuck is null && MayPass(exception) && repeats < MostRepeats && !lost.IsCancellationRequested)
            {
                // Whatever it is, no step caused it: a replica that died here would have left the same work to another one.
                repeats++;
                var fault = Faults.Count(FaultOrigins.Turn, exception);
                LogRepeated(Faults.WorthShowing(exception, fault), claim.Key.Id, exception.GetType().Name, fault);
                await Task.Delay(pause, clock, lost);
            }
            catch (Exception exception) when (failure is null && !lost.IsCancellationRequested)
            {
                (failure, repeats) = (TurnFailure.Of(exception), 0);
                using var turn = at.Value is { } where ? logger.BeginScope(where) : null;
                LogTurnFailed(exception, claim.Key.Id, failure.Reason, Faults.Count(FaultOrigins.Turn, exception));
            }
            catch (Exception exception) when (stuck is null && !lost.IsCancellationRequested)
            {
                // Not even the failure can be stored: without a person, that would go on for ever.
                stuck = (ParkedReasons.Poisoned, $"{failure!.Error}\nIts failure could not be stored: {Describe(exception)}");
                LogParked(exception, claim.Key.Id, ParkedReasons.Poisoned, Faults.Count(FaultOrigins.Turn, exception));
            }

            claimed = null;
        }
    }

    /// <summary>Turn after turn. The last turn's commit lets the conversation go.</summary>
    /// <param name="claimed">The conversation.</param>
    /// <param name="at">Where it stands: the turn that is under way, for whoever has to log which one failed.</param>
    /// <param name="lost">Cancelled when the claim is lost or the service stops.</param>
    /// <returns>False when there is more to do.</returns>
    private async Task<bool> DrainAsync(ClaimedConversation claimed, StrongBox<TurnLogScope?> at, CancellationToken lost)
    {
        var memory = Load(claimed);
        var accepted = claimed.Head.LastInput;
        while (!memory.IsBetweenTurns || memory.Turn < accepted)
        {
            departure.BetweenTurns();
            var input = memory.IsBetweenTurns ? await NextInputAsync(claimed, memory.Turn + 1, lost) : null;
            using var scope = logger.BeginScope(at.Value = ScopeOf(memory, input));
            accepted = await turns.RunAsync(claimed, memory, input, lost);
            if (accepted == memory.Turn)
            {
                return true;
            }
        }

        // Claimed, and nothing to do: the work was done before the claim was made. An input that came meanwhile is ours all the same.
        return await ownership.ReleaseAsync(claimed.Claim, memory.Turn, lost);
    }

    /// <summary>Ends a turn in failure. The steps' states stay where they are stored: they may be the very thing that cannot be read.</summary>
    /// <returns>False when there is more to do.</returns>
    private async Task<bool> FailAsync(ClaimedConversation claimed, TurnFailure failure, StrongBox<TurnLogScope?> at, CancellationToken lost)
    {
        if (failure.Turn != DueTurn(claimed) || failure.Turn > claimed.Head.LastInput)
        {
            return false; // The failure was stored, though the answer got lost: the turn that is due now is another one.
        }

        var memory = ConversationLoader.LoadWithoutStates(claimed.Checkpoints);
        var input = memory.IsBetweenTurns ? await NextInputAsync(claimed, memory.Turn + 1, lost) : null;
        using var scope = logger.BeginScope(at.Value = ScopeOf(memory, input));
        return await turns.FailAsync(claimed, memory, input, failure, lost) == memory.Turn;
    }

    private ConversationMemory Load(ClaimedConversation claimed)
    {
        // Only conversations whose version is here are claimed.
        var workflow = workflows.Find(claimed.Head.Workflow, claimed.Head.WorkflowVersion)
            ?? throw new InvalidOperationException($"There is no workflow {claimed.Head.Workflow} {claimed.Head.WorkflowVersion} here.");
        try
        {
            return ConversationLoader.Load(workflow, claimed.Checkpoints);
        }
        catch (Exception exception)
        {
            throw new UnreadableStateException($"The state of conversation {claimed.Claim.Key.Id} cannot be read.", exception);
        }
    }

    // A step's own failure is the turn's, and what is known to be permanent would come again.
    private static bool MayPass(Exception exception) => exception is not UnroutedErrorException && Faults.ClassOf(exception) is not FaultClass.Permanent;

    private static int Newest(ClaimedConversation claimed) => claimed.Checkpoints is [.., var last] ? last.Number : 0;

    private static TurnLogScope ScopeOf(ConversationMemory memory, StoredInput? input) =>
        input is null ? new(memory.Turn, memory.Progress.RequestId) : new(input.Number, input.RequestId);

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    private static int DueTurn(ClaimedConversation claimed) => claimed.Checkpoints switch
    {
        [.., { EndsTurn: false } last] => last.Turn,
        [.., var last] => last.Turn + 1,
        _ => 1,
    };

    private async ValueTask<StoredInput> NextInputAsync(ClaimedConversation claimed, int number, CancellationToken lost) =>
        claimed.Input is { } input && input.Number == number
            ? input
            : await inbox.ReadInputAsync(claimed.Claim.Key, number, lost)
                ?? throw new InvalidOperationException($"Conversation {claimed.Claim.Key.Id} has no input {number}.");

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Conversation {Conversation} belongs to another owner now (epoch {Epoch} is stale)")]
    private partial void LogLost(string conversation, long epoch);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "The database is away; conversation {Conversation} waits: {Reason}")]
    private partial void LogStorageAway(string conversation, string reason);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "Conversation {Conversation} is parked: {Reason} ({Fault})")]
    private partial void LogParked(Exception exception, string conversation, string reason, string fault);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Warning, Message = "Conversation {Conversation} is taken up again from its last checkpoint after {ErrorType} ({Fault})")]
    private partial void LogRepeated(Exception? exception, string conversation, string errorType, string fault);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "A turn of conversation {Conversation} failed: {Reason} ({Fault})")]
    private partial void LogTurnFailed(Exception exception, string conversation, string reason, string fault);
}
