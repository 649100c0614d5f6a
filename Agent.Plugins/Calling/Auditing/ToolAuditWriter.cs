using System.Threading.Channels;
using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agent.Plugins.Calling.Auditing;

/// <summary>
/// Writes entries in batches, so that a reading call costs the database a small part of a statement. A process that is killed loses what it has not
/// written, at most half a second of reading and refused calls; effects carry their own entry. When the database cannot follow, callers wait.
/// </summary>
internal sealed partial class ToolAuditWriter(IDbContextFactory<BackOfficeDbContext> contexts, ILogger<ToolAuditWriter> logger) : IHostedService, IAsyncDisposable, IDisposable
{
    private const int MostWaiting = 20_000;
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);

    private readonly Channel<Item> _waiting = Channel.CreateBounded<Item>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _starting = new();
    private Task? _writing;

    /// <summary>Takes an entry; waits only when thousands wait already.</summary>
    public ValueTask AddAsync(ToolAuditEntry entry) => PutAsync(new(entry, null));

    /// <summary>Returns when everything taken before is written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(new(null, written));
        await written.Task.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes the rest while the database is still there.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _hurry.CancelAsync();
        if (_writing is not null)
        {
            try
            {
                await FlushAsync(cancellationToken).WaitAsync(LongestFarewell, cancellationToken);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                LogLost(exception);
            }
        }
    }

    /// <summary>Without waiting: what is not written by now is lost.</summary>
    public void Dispose()
    {
        if (!_hurry.IsCancellationRequested)
        {
            _hurry.Cancel();
        }

        _waiting.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await _hurry.CancelAsync();
        _waiting.Writer.TryComplete();
        if (_writing is { } writing)
        {
            await Task.WhenAny(writing, Task.Delay(LongestFarewell));
        }
    }

    private ValueTask PutAsync(Item item)
    {
        if (_writing is null)
        {
            lock (_starting)
            {
                using (ExecutionContext.SuppressFlow()) // it outlives the call that happened to be the first
                {
                    _writing ??= Task.Run(WriteAllAsync);
                }
            }
        }

        return _waiting.Writer.WriteAsync(item);
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<ToolAuditEntry>();
        var flushed = new List<TaskCompletionSource>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (!_hurry.IsCancellationRequested && _waiting.Reader.TryPeek(out var first) && first.Written is null)
            {
                await WaitAsync(Pause);
            }

            while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var item))
            {
                if (item.Entry is { } entry)
                {
                    batch.Add(entry);
                }
                else
                {
                    flushed.Add(item.Written!);
                }
            }

            await WriteAsync(batch);
            flushed.ForEach(written => written.TrySetResult());
            batch.Clear();
            flushed.Clear();
        }
    }

    /// <summary>Waits for so long, or until the process ends: the wait itself leaves nothing with what lives until then.</summary>
    private async Task WaitAsync(TimeSpan time) => await Task.Delay(time, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WriteAsync(List<ToolAuditEntry> batch)
    {
        for (var attempt = 0; batch.Count > 0; attempt++)
        {
            try
            {
                await using var db = await contexts.CreateDbContextAsync();
                await db.Database.OpenConnectionAsync();
                await using var command = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
                command.BatchCommands.Add(ToolAuditInsert.Of(batch));
                await command.ExecuteNonQueryAsync();
                return;
            }
            catch (Exception exception) when (!_hurry.IsCancellationRequested)
            {
                LogRetrying(batch.Count, exception);
                await WaitAsync(TimeSpan.FromSeconds(Math.Min(30, 1 << Math.Min(attempt, 5))));
            }
            catch (Exception exception)
            {
                LogLost(exception); // the process ends, and the database is not there
                return;
            }
        }
    }

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "{Count} entries of the tools' audit record could not be written yet")]
    private partial void LogRetrying(int count, Exception exception);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Error, Message = "The last entries of the tools' audit record could not be written before the end")]
    private partial void LogLost(Exception exception);

    private readonly record struct Item(ToolAuditEntry? Entry, TaskCompletionSource? Written);
}
