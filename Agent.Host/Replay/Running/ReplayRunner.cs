using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Processes;
using Agent.Processes.Replay;

namespace Agent.Host.Replay.Running;

/// <summary>
/// Carries out a replay of a file: a reader, as many workers as there shall be, and a writer that stores what is done in as few transactions as it can. What is stored
/// is not done again; what was under way when the program ended was not stored, and is.
/// </summary>
internal sealed class ReplayRunner(ReplayRuns runs)
{
    private const int LargestBatch = 256;

    /// <param name="run">The run, new or broken off.</param>
    /// <param name="file">The recordings.</param>
    /// <param name="engine">Replays one.</param>
    /// <param name="chosen">Which recordings are wanted.</param>
    /// <param name="parallel">How many at a time.</param>
    /// <param name="watch">Sees it go on.</param>
    /// <param name="cancellationToken">Breaks it off; what is done by then is stored.</param>
    public async Task RunAsync(
        ReplayRun run, IRecordingSource file, IReplayEngine engine, Func<RecordedConversation, bool> chosen, int parallel, IReplayWatch watch, CancellationToken cancellationToken)
    {
        var done = await runs.DoneAsync(run.Tenant, run.Id, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lines = Channel.CreateBounded<RecordingLine>(new BoundedChannelOptions(parallel * 2) { SingleWriter = true });
        var results = Channel.CreateBounded<ReplayResult>(new BoundedChannelOptions(LargestBatch) { SingleReader = true });
        var writing = StoppingAsync(WriteAsync(run, results.Reader, file, watch), stop);
        var reading = ReadAsync(file, done, chosen, lines.Writer, stop.Token);
        var working = Enumerable.Range(0, parallel).Select(_ => Task.Run(() => WorkAsync(engine, lines.Reader, results.Writer, stop.Token), CancellationToken.None));
        try
        {
            await Task.WhenAll([StoppingAsync(reading, stop), .. working.Select(worker => StoppingAsync(worker, stop))]);
        }
        finally
        {
            results.Writer.TryComplete();
            await writing; // whatever ended the rest: what is done is stored
        }
    }

    /// <summary>Where one of them fails, the others would wait for it for ever.</summary>
    private static async Task StoppingAsync(Task task, CancellationTokenSource stop)
    {
        try
        {
            await task;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private static async Task ReadAsync(
        IRecordingSource file, IReadOnlySet<long> done, Func<RecordedConversation, bool> chosen, ChannelWriter<RecordingLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in file.ReadAsync(cancellationToken))
            {
                if (!done.Contains(line.Number) && (line.Recording is null || chosen(line.Recording)))
                {
                    await lines.WriteAsync(line, cancellationToken);
                }
            }
        }
        finally
        {
            lines.Complete();
        }
    }

    private static async Task WorkAsync(IReplayEngine engine, ChannelReader<RecordingLine> lines, ChannelWriter<ReplayResult> results, CancellationToken cancellationToken)
    {
        await foreach (var line in lines.ReadAllAsync(cancellationToken))
        {
            await results.WriteAsync(await ReplayAsync(engine, line, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Replays one line. Whatever is wrong with it is its own affair; a database that is away concerns them all.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One conversation must not end the others; its error is its result.")]
    public static async Task<ReplayResult> ReplayAsync(IReplayEngine engine, RecordingLine line, CancellationToken cancellationToken)
    {
        if (line.Load is { } load)
        {
            line = await load(cancellationToken);
        }

        if (line.Recording is not { } recording)
        {
            return new() { Number = line.Number, Id = line.Id, Verdict = ReplayVerdict.Error, Error = $"line {line.Number}: {line.Fault}" };
        }

        try
        {
            return await engine.ReplayAsync(line.Number, recording, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not ReplayStopped && !StorageFault.IsTransient(exception))
        {
            return new() { Number = line.Number, Id = line.Id, Verdict = ReplayVerdict.Error, Error = $"{exception.GetType().Name}: {exception.Message}" };
        }
    }

    private async Task WriteAsync(ReplayRun run, ChannelReader<ReplayResult> results, IRecordingSource file, IReplayWatch watch)
    {
        var count = new ReplayCount();
        var batch = new List<ReplayResult>(LargestBatch);
        while (await results.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < LargestBatch && results.TryRead(out var result))
            {
                batch.Add(result);
            }

            var stored = batch.ConvertAll(Stored);
            await runs.SaveAsync(run.Tenant, run.Id, stored, CancellationToken.None);
            ReplayMetrics.Count(stored);
            batch.ForEach(count.Add);
            batch.Clear();
            watch.Report(file.Progress, count.Sum());
        }
    }

    /// <summary>A result as it is stored.</summary>
    public static ReplayItemResult Stored(ReplayResult result) => new(result.Number, result.Id, JsonSerializer.Serialize(result, ReplayJson.Plain.ReplayResult)) { Figures = ReplayTally.Of(result) };
}
