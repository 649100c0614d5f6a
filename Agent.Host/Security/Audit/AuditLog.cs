using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Audit;

/// <summary>
/// Takes acts and writes them, many at a time. Whoever asks for it waits until theirs is committed. Signs checkpoints behind what was written.
/// </summary>
internal sealed partial class AuditLog(
    AuditStore store, AuditSigner signer, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditLog> logger) : BackgroundService
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 200;
    private readonly Channel<(AuditEntry Entry, TaskCompletionSource? Written)> _entries = Channel.CreateBounded<(AuditEntry, TaskCompletionSource?)>(MostWaiting);

    /// <summary>Writes an act down, and returns when it is committed.</summary>
    public async Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _entries.Writer.WriteAsync((entry, written), cancellationToken);
        await written.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes an act down in a moment. For what anybody can cause in any number, such as denied access: it neither waits nor grows.</summary>
    public void Note(AuditEntry entry)
    {
        if (!_entries.Writer.TryWrite((entry, null)))
            LogLost(entry.Act, entry.Actor, entry.Subject);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete(); // what was taken is still written
        await Task.WhenAny(ExecuteTask ?? Task.CompletedTask, Task.Delay(TimeSpan.FromSeconds(5), clock, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var signs = new PeriodicTimer(options.Value.CheckpointInterval, clock);
        var signing = SignAsync(signs, stoppingToken);
        List<(AuditEntry Entry, TaskCompletionSource? Written)> batch = [];
        while (await _entries.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostAtOnce && _entries.Reader.TryRead(out var next))
                batch.Add(next);
            foreach (var tenant in batch.GroupBy(item => item.Entry.Tenant, StringComparer.Ordinal))
                await WriteAsync(tenant.Key, [.. tenant]);
            batch.Clear();
        }

        signs.Dispose();
        await signing;
    }

    /// <summary>Signs what has no checkpoint behind it.</summary>
    internal async Task SignAsync(CancellationToken cancellationToken)
    {
        foreach (var (tenant, number, hash) in await store.FindUnsignedAsync(cancellationToken))
            await store.AddAsync(signer.Sign(tenant, number, hash, clock.GetUtcNow()), cancellationToken);
    }

    private async Task WriteAsync(string tenant, IReadOnlyList<(AuditEntry Entry, TaskCompletionSource? Written)> items)
    {
        try
        {
            await store.AppendAsync(tenant, [.. items.Select(item => item.Entry)], CancellationToken.None);
            foreach (var (_, written) in items)
                written?.TrySetResult();
        }
        catch (Exception exception)
        {
            LogFailed(exception, tenant, items.Count);
            foreach (var (_, written) in items)
                written?.TrySetException(exception);
        }
    }

    private async Task SignAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        if (!signer.CanSign)
            return;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SignOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task SignOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await SignAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogUnsigned(exception);
        }
    }

    [LoggerMessage(EventId = 1421, Level = LogLevel.Error, Message = "{Count} acts of {Tenant} could not be written into the audit log")]
    private partial void LogFailed(Exception exception, string tenant, int count);

    [LoggerMessage(EventId = 1422, Level = LogLevel.Error, Message = "The audit log has no room: {Act} by {Actor}, {Subject} is not in it")]
    private partial void LogLost(string act, string actor, string subject);

    [LoggerMessage(EventId = 1423, Level = LogLevel.Warning, Message = "The audit log could not be signed")]
    private partial void LogUnsigned(Exception exception);
}
