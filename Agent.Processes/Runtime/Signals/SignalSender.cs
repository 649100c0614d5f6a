using Agent.Processes.Persistence.Tenancy;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Signals;

/// <summary>Sends what is in the outbox, many notifications in one statement. NOTIFY locks the whole database's queue at commit, so no turn does it itself.</summary>
internal sealed partial class SignalSender(
    SignalOutbox outbox, TenantDatabase database, IOptions<SignalOptions> options, TimeProvider clock, ILogger<SignalSender> logger) : BackgroundService
{
    private const int AtOnce = 128;
    /// <summary>$1 channels, $2 payloads, in parallel.</summary>
    public const string Notify = "SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS signal (channel, payload)";
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);
    private long _sent;

    /// <summary>Notifications sent since the start.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = s_firstPause;
        while (true)
        {
            await outbox.ArrivesAsync(options.Value.DeltaPause, stoppingToken);
            while (outbox.Take(AtOnce) is { Notifications.Count: > 0 } batch)
            {
                try
                {
                    await SendAsync(batch.Notifications, stoppingToken);
                    pause = s_firstPause;
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    LogNotSent(exception.Message);
                    outbox.Return(batch);
                    await Task.Delay(pause, clock, stoppingToken);
                    pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
                }
            }
        }
    }

    private async Task SendAsync(IReadOnlyList<Notification> notifications, CancellationToken cancellationToken)
    {
        await using var command = database.Across(
            Sweep.SignalsSend, Texts(notifications.Select(notification => notification.Channel)), Texts(notifications.Select(notification => notification.Payload)));
        await command.ExecuteNonQueryAsync(cancellationToken);
        Interlocked.Add(ref _sent, notifications.Count);
    }

    [LoggerMessage(EventId = 1041, Level = LogLevel.Warning, Message = "Other replicas could not be told what happens here: {Reason}")]
    private partial void LogNotSent(string reason);
}
