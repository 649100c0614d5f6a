using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Runtime;

/// <summary>Works on one claimed conversation until no input waits for it.</summary>
internal sealed partial class ConversationWorker(
    ConversationStore store, WorkflowRegistry workflows, TurnRunner turns, TimeProvider clock, ILogger<ConversationWorker> logger)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    /// <param name="claim">The claim to work under.</param>
    /// <param name="claimed">The conversation, when the claim brought it along; null to load it.</param>
    /// <param name="lost">Cancelled when the claim is lost or the service stops.</param>
    public async Task RunAsync(Claim claim, ClaimedConversation? claimed, CancellationToken lost)
    {
        var pause = s_firstPause;
        TurnFailure? failure = null;
        while (true)
        {
            try
            {
                claimed ??= await store.ReloadAsync(claim, lost) ?? throw new StaleClaimException();
                await DrainAsync(claimed, failure, lost);
                return;
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
            catch (Exception exception) when (failure is null && !lost.IsCancellationRequested)
            {
                failure = TurnFailure.Of(exception);
                LogTurnFailed(exception, claim.Key.Id, failure.Reason);
            }

            claimed = null;
        }
    }

    /// <summary>Turn after turn. The last turn's commit lets the conversation go.</summary>
    private async Task DrainAsync(ClaimedConversation claimed, TurnFailure? failure, CancellationToken lost)
    {
        var workflow = workflows.Find(claimed.Head.Workflow, claimed.Head.WorkflowVersion)
            ?? throw new TurnLimitException(TurnFailures.UnknownVersion, $"There is no workflow {claimed.Head.Workflow} {claimed.Head.WorkflowVersion} here.");
        var memory = ConversationLoader.Load(workflow, claimed.Checkpoints);
        var accepted = claimed.Head.LastInput;
        while (!memory.IsBetweenTurns || memory.Turn < accepted)
        {
            var input = memory.IsBetweenTurns ? await NextInputAsync(claimed, memory.Turn + 1, lost) : null;
            accepted = failure is null
                ? await turns.RunAsync(claimed, memory, input, lost)
                : await turns.FailAsync(claimed, memory, input, failure, lost);
            failure = null;
            if (accepted == memory.Turn)
            {
                return;
            }
        }

        // Claimed, and nothing to do: the work was done before the claim was made.
        await store.ReleaseAsync(claimed.Claim, lost);
    }

    private async ValueTask<StoredInput> NextInputAsync(ClaimedConversation claimed, int number, CancellationToken lost) =>
        claimed.Input is { } input && input.Number == number
            ? input
            : await store.ReadInputAsync(claimed.Claim.Key, number, lost)
                ?? throw new InvalidOperationException($"Conversation {claimed.Claim.Key.Id} has no input {number}.");

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Conversation {Conversation} belongs to another owner now (epoch {Epoch} is stale)")]
    private partial void LogLost(string conversation, long epoch);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "The database is away; conversation {Conversation} waits: {Reason}")]
    private partial void LogStorageAway(string conversation, string reason);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "A turn of conversation {Conversation} failed: {Reason}")]
    private partial void LogTurnFailed(Exception exception, string conversation, string reason);
}
