using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Processes.Runtime.Signals;

/// <summary>
/// Listens to the other replicas on one connection of its own, for ever: when the connection is lost, or silent and does not answer, it makes a new one.
/// </summary>
internal sealed partial class SignalListener(
    DirectDatabase direct, ReplicaIdentity replica, SignalReceiver receiver, SignalStatus status, IOptions<SignalOptions> options, TimeProvider clock,
    ILogger<SignalListener> logger) : BackgroundService
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = s_firstPause;
        while (true)
        {
            try
            {
                await using var connection = await direct.DataSource.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, signal) => receiver.Receive(signal.Channel, signal.Payload);
                await ListenAsync(connection, stoppingToken);
                pause = s_firstPause;
                status.Set(isListening: true);
                LogListening(connection.ProcessID);
                receiver.EverythingMayBeMissed();
                await StayAsync(connection, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(exception.Message);
            }
            finally
            {
                status.Set(isListening: false);
            }

            await Task.Delay(pause, clock, stoppingToken);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var listen = new NpgsqlCommand(
            $"LISTEN {SignalChannels.Work}; LISTEN {SignalChannels.Ended}; LISTEN {SignalChannels.Watch}; LISTEN {SignalChannels.Approvals}; LISTEN {SignalChannels.FeedOf(replica.Id)}", connection);
        await listen.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Waits for signals. It ends with the error that ends the connection, or with the service.</summary>
    private async Task StayAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await HearAsync(connection, cancellationToken);
        }
        finally
        {
            // Where no direct connection is configured it belongs to the pool, and whoever gets it next expects no signals on it.
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await using var stop = new NpgsqlCommand("UNLISTEN *", connection) { CommandTimeout = 1 };
                await stop.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private async Task HearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var keepAlive = options.Value.KeepAlive;
        while (true)
        {
            if (await connection.WaitAsync(keepAlive, cancellationToken))
            {
                continue; // the event above has dealt with it
            }

            // Silent. A connection whose other end is gone stays silent for ever: it has to answer.
            await using var ask = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = Math.Max(1, (int)keepAlive.TotalSeconds) };
            await ask.ExecuteScalarAsync(cancellationToken);
        }
    }

    [LoggerMessage(EventId = 1043, Level = LogLevel.Information, Message = "Listening to the other replicas (server process {ProcessId})")]
    private partial void LogListening(int processId);

    [LoggerMessage(EventId = 1044, Level = LogLevel.Warning, Message = "Not listening to the other replicas: {Reason}")]
    private partial void LogAway(string reason);
}
