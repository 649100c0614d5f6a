using System.Diagnostics;
using Agent.Processes;
using Npgsql;

namespace Agent.Host.Database;

/// <summary>
/// Brings every schema up to date, one service at a time: replicas that start together wait for the first one at an advisory lock and then find nothing to do.
/// </summary>
internal sealed partial class DatabaseMigrator(
    AgentDatabase database, IEnumerable<MigratedSchema> schemas, IServiceProvider services, TimeProvider clock, ILogger<DatabaseMigrator> logger)
{
    // Any number will do that nobody else uses in this database; it is kept for ever, so that old and new versions exclude each other.
    private const long LockKey = 0x61_67_65_6E_74_6D_69_67;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private volatile bool _isDone;

    /// <summary>Whether every schema is up to date.</summary>
    public bool IsDone => _isDone;

    /// <summary>Migrates every schema, over a direct connection: the lock belongs to a session. A database that is just starting, or goes away meanwhile, is waited for.</summary>
    /// <exception cref="ConfigurationFaultException">The database cannot be reached, or refuses us.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await MigrateOnceAsync(cancellationToken);
                _isDone = true;
                return;
            }
            catch (Exception exception) when (IsAway(exception))
            {
                // Each migration is a transaction of its own: the next attempt does what is still missing.
                if (clock.GetElapsedTime(began) > Patience)
                    throw Unusable(exception);
                LogWaiting(exception.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken);
        }
    }

    private async Task MigrateOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        foreach (var schema in schemas.OrderBy(schema => schema.IsLast))
        {
            var began = Stopwatch.GetTimestamp();
            await schema.MigrateAsync(services, cancellationToken);
            LogMigrated(schema.Name, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        // Closing the connection, which is not pooled, releases the lock.
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.DirectConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (NpgsqlException exception)
        {
            await connection.DisposeAsync();
            if (IsAway(exception))
                throw;
            throw Unusable(exception);
        }
    }

    /// <summary>True for a database that stops, starts or broke off: it may be back in a moment.</summary>
    private static bool IsAway(Exception exception) => exception is not ConfigurationFaultException && (StorageFault.IsTransient(exception)
        // EF Core takes a connection that breaks for a database that is missing, and tries to create the one we hold the lock in.
        || exception is PostgresException { SqlState: PostgresErrorCodes.DuplicateDatabase });

    private ConfigurationFaultException Unusable(Exception exception) =>
        new(database.DirectKey, $"names a database that cannot be used: {exception.Message}", exception);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 1211, Level = LogLevel.Information, Message = "Schema {Schema} is up to date ({Milliseconds} ms)")]
    private partial void LogMigrated(string schema, long milliseconds);

    [LoggerMessage(EventId = 1212, Level = LogLevel.Warning, Message = "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);
}
