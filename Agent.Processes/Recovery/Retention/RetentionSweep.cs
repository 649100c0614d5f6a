using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery.Retention;

/// <summary>
/// Goes once through all tenants and removes what is older than they keep it. It may be ended at any instant, and every replica may do it at the same time:
/// each batch is one transaction, and finds for itself what is left.
/// </summary>
internal sealed partial class RetentionSweep(
    RetentionStore store, JournalStore journals, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<RetentionSweep> logger, IRetentionWitness? witness = null)
{
    private readonly RetentionWindow _window = new(options.Value);

    /// <summary>Whether anything may be removed now.</summary>
    public bool MayRun => _window.IsOpenAt(clock.GetUtcNow());

    /// <returns>What was removed, in all tenants.</returns>
    public async Task<RetentionResult> RunAsync(CancellationToken cancellationToken)
    {
        var (tenants, now) = await store.ReadTenantsAsync(cancellationToken);
        var all = default(RetentionResult);
        foreach (var tenant in tenants)
        {
            var policy = RetentionPolicy.Of(options.Value, tenant);
            var result = new RetentionResult
            {
                // Sandboxes first: what they go back to can only go after them.
                Sandboxes = await RemoveAsync(
                    "sandboxes", tenant, now - policy.Sandboxes, page => store.DeleteAsync(RetentionSql.LockSandboxes, page, cancellationToken), cancellationToken),
                Conversations = await RemoveAsync(
                    "conversations", tenant, now - policy.Conversations, page => store.DeleteAsync(RetentionSql.LockFinished, page, cancellationToken), cancellationToken),
                Journals = await RemoveAsync(
                    "journals", tenant, now - policy.Journals, page => journals.RemoveAsync(page, cancellationToken), cancellationToken),
            };
            if (result != default)
            {
                LogRemoved(tenant, result.Conversations, result.Sandboxes, result.Journals);
                await TellAsync(tenant, result, cancellationToken);
            }

            all += result;
        }

        return all;
    }

    private async Task TellAsync(string tenant, RetentionResult result, CancellationToken cancellationToken)
    {
        try
        {
            await (witness?.NoteAsync(
                tenant, new Dictionary<string, int> { ["conversations"] = result.Conversations, ["sandboxes"] = result.Sandboxes, ["journals"] = result.Journals }, cancellationToken) ?? Task.CompletedTask);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(exception, tenant); // it is gone all the same, and in the log of the service
        }
    }

    private async Task<int> RemoveAsync(
        string what, string tenant, DateTime before, Func<RetentionPage, Task<RetentionProgress>> removeAsync, CancellationToken cancellationToken)
    {
        var removed = 0;
        for (var after = ""; after is not null && MayRun;)
        {
            try
            {
                var progress = await removeAsync(new(tenant, after, before, options.Value.BatchSize));
                removed += progress.Removed;
                after = progress.Next;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // What one kind or one tenant cannot do must not keep the others from it. The next sweep tries again.
                LogNotRemoved(exception, what, tenant);
                return removed;
            }

            if (after is not null)
            {
                await Task.Delay(options.Value.Pause, clock, cancellationToken);
            }
        }

        return removed;
    }

    [LoggerMessage(EventId = 1061, Level = LogLevel.Information,
        Message = "Retention removed from tenant {Tenant}: {Conversations} conversations, {Sandboxes} sandboxes, the journals of {Journals} checkpoints")]
    private partial void LogRemoved(string tenant, int conversations, int sandboxes, int journals);

    [LoggerMessage(EventId = 1073, Level = LogLevel.Error, Message = "What retention removed from tenant {Tenant} could not be told")]
    private partial void LogNotTold(Exception exception, string tenant);

    [LoggerMessage(EventId = 1062, Level = LogLevel.Error, Message = "Retention could not go on with the {What} of tenant {Tenant}")]
    private partial void LogNotRemoved(Exception exception, string what, string tenant);
}
