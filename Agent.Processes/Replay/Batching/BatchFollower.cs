using Agent.Processes.Runtime.Execution;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Replay.Batching;

/// <summary>Brings one batch to its end, wherever it stands: gives it to the provider, asks for it until it is over, and stores what came of it.</summary>
internal sealed partial class BatchFollower(ModelBatches store, IBatchEndpoint endpoint, ReplayRun run, ModelBatchOptions options, TimeProvider clock, ILogger logger)
{
    private const int Looks = 5;
    private const int MostCreations = 5;
    private readonly TimeProvider _clock = StepClock.RealOf(clock);

    /// <param name="batch">The batch.</param>
    /// <param name="ask">Looks whether it is still wanted, as often as it is asked for.</param>
    /// <param name="cancellationToken">Leaves it: the provider goes on with it.</param>
    /// <returns>What came of it: its last status, why it failed as a whole, and what is answered.</returns>
    /// <exception cref="BatchRefusedException">
    /// The provider will not take it, or not tell of it. It stays as it is: a key that is wrong today must not make a batch forgotten that is paid.
    /// </exception>
    public async Task<(string Status, string? Error, IReadOnlyDictionary<string, BatchAnswer> Answers)> FollowAsync(ModelBatch batch, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        (batch, var told) = await SubmitAsync(batch, cancellationToken);
        while (!told.IsOver)
        {
            await Task.Delay(options.Poll, _clock, cancellationToken);
            await ask(cancellationToken);
            told = await ReadAsync(told, cancellationToken);
        }

        var answers = await TakeAsync(told, cancellationToken);
        // What may go well another time is not kept: it is asked again, in another batch.
        await store.EndAsync(run.Tenant, run.Id, batch.Id, told.Status, told.Error, [.. answers.Where(answer => IsFinal(answer.Value)).Select(answer => (answer.Key, answer.Value))], cancellationToken);
        foreach (var file in (string?[])[batch.FileId, told.OutputFileId, told.ErrorFileId])
        {
            await DeleteAsync(file, cancellationToken);
        }

        return (told.Status, told.Error, answers);
    }

    /// <summary>Whether asking again would change nothing.</summary>
    public static bool IsFinal(BatchAnswer answer) => answer.Status is not (BatchLines.NotMade or 408 or 409 or 429 or >= 500);

    /// <summary>Finds a batch that may have been created; null when the provider has had time enough to know of it, and does not.</summary>
    public async Task<ProviderBatch?> FindPatientlyAsync(ModelBatch batch, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            try
            {
                if (await endpoint.FindAsync(batch.Id, batch.FileId!, cancellationToken) is { } found)
                {
                    LogFound(batch.Id, found.Id);
                    return found;
                }

                if (look >= Looks)
                {
                    return null;
                }
            }
            catch (Exception exception) when (exception is not BatchRefusedException && !cancellationToken.IsCancellationRequested)
            {
                LogAway(exception, batch.Id); // as long as nobody can say that there is none, none is created
            }

            await Task.Delay(options.LostAnswer / Looks, _clock, cancellationToken);
        }
    }

    private async Task<(ModelBatch Batch, ProviderBatch Told)> SubmitAsync(ModelBatch batch, CancellationToken cancellationToken)
    {
        if (batch.ProviderId is { } known)
        {
            return (batch, await ReadAsync(new(known, batch.Status), cancellationToken));
        }

        if (batch.FileId is null)
        {
            var calls = await store.CallsAsync(run.Tenant, run.Id, batch.Id, cancellationToken);
            var file = await UploadAsync(batch, BatchLines.Write(calls.Select(call => (call.Key, call.Request))), cancellationToken);
            await store.UploadedAsync(run.Tenant, run.Id, batch.Id, file, cancellationToken);
            batch = batch with { FileId = file };
        }

        // Whoever wrote this may have been killed before the answer came, or after.
        var told = batch.Status == ModelBatch.Creating ? await FindPatientlyAsync(batch, cancellationToken) : null;
        for (var creation = 1; told is null; creation++)
        {
            told = await CreateAsync(batch, creation, cancellationToken);
        }

        await store.TellAsync(run.Tenant, run.Id, batch.Id, told.Status, told.Id, cancellationToken);
        LogSent(batch.Id, told.Id, batch.Calls, batch.Model);
        return (batch, told);
    }

    private async Task<string> UploadAsync(ModelBatch batch, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await endpoint.UploadAsync($"agent-{batch.Id:n}.jsonl", lines, cancellationToken);
            }
            catch (Exception exception) when (exception is not BatchRefusedException && attempt < MostCreations && !cancellationToken.IsCancellationRequested)
            {
                LogAway(exception, batch.Id); // nothing was created yet: the same again
                await Task.Delay(options.Poll, _clock, cancellationToken);
            }
        }
    }

    /// <returns>Null when it was not answered, and the provider has no such batch.</returns>
    private async Task<ProviderBatch?> CreateAsync(ModelBatch batch, int creation, CancellationToken cancellationToken)
    {
        await store.TellAsync(run.Tenant, run.Id, batch.Id, ModelBatch.Creating, null, cancellationToken); // before it is sent: from here on it may be paid
        try
        {
            return await endpoint.CreateAsync(batch.Id, batch.FileId!, cancellationToken);
        }
        catch (Exception exception) when (exception is not BatchRefusedException && creation < MostCreations && !cancellationToken.IsCancellationRequested)
        {
            LogLost(exception, batch.Id); // whatever went wrong, it may have been created all the same
            return await FindPatientlyAsync(batch, cancellationToken);
        }
    }

    /// <summary>A provider that is away for a while changes nothing: the batch is with it, and is asked for again.</summary>
    private async Task<ProviderBatch> ReadAsync(ProviderBatch known, CancellationToken cancellationToken)
    {
        try
        {
            return await endpoint.ReadAsync(known.Id, cancellationToken);
        }
        catch (Exception exception) when (exception is not BatchRefusedException && !cancellationToken.IsCancellationRequested)
        {
            LogUnread(exception, known.Id); // the next look tells
            return known with { Status = "unknown" };
        }
    }

    private async Task<Dictionary<string, BatchAnswer>> TakeAsync(ProviderBatch told, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, BatchAnswer>(StringComparer.Ordinal);
        foreach (var file in (string?[])[told.OutputFileId, told.ErrorFileId])
        {
            if (file is not null)
            {
                foreach (var (key, answer) in BatchLines.Read(await DownloadAsync(file, cancellationToken)))
                {
                    answers.TryAdd(key, answer);
                }
            }
        }

        return answers;
    }

    private async Task<ReadOnlyMemory<byte>> DownloadAsync(string file, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await endpoint.DownloadAsync(file, cancellationToken);
            }
            catch (Exception exception) when (exception is not BatchRefusedException && !cancellationToken.IsCancellationRequested)
            {
                LogUnread(exception, file); // it is paid for, and kept for a while: until it can be read
                await Task.Delay(options.Poll, _clock, cancellationToken);
            }
        }
    }

    private async Task DeleteAsync(string? file, CancellationToken cancellationToken)
    {
        try
        {
            if (file is not null)
            {
                await endpoint.DeleteAsync(file, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotDeleted(exception.Message, file!); // what is left there costs nothing, and the line names it
        }
    }

    [LoggerMessage(EventId = 1151, Level = LogLevel.Information, Message = "Batch {Batch} is with the provider as {ProviderId}: {Calls} calls to {Model}")]
    private partial void LogSent(Guid batch, string providerId, int calls, string model);

    [LoggerMessage(EventId = 1152, Level = LogLevel.Warning, Message = "Nobody answered whether batch {Batch} was created: it is looked for before it is created again")]
    private partial void LogLost(Exception exception, Guid batch);

    [LoggerMessage(EventId = 1153, Level = LogLevel.Information, Message = "Batch {Batch} had been created as {ProviderId}")]
    private partial void LogFound(Guid batch, string providerId);

    [LoggerMessage(EventId = 1154, Level = LogLevel.Warning, Message = "The provider could not be asked about batch {Batch}; it is asked again")]
    private partial void LogAway(Exception exception, Guid batch);

    [LoggerMessage(EventId = 1155, Level = LogLevel.Warning, Message = "{ProviderId} could not be read at the provider; it is tried again")]
    private partial void LogUnread(Exception exception, string providerId);

    [LoggerMessage(EventId = 1156, Level = LogLevel.Warning, Message = "File {File} could not be removed at the provider: {Reason}")]
    private partial void LogNotDeleted(string reason, string file);
}
