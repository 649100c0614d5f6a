using Npgsql;

namespace Agent.Host.Database;

/// <summary>
/// A PostgreSQL server of our own, reached over a socket only: what the service uses when nobody gave it a connection string.
/// It survives the service: killed without warning, the service finds the server running at its next start and takes it over.
/// </summary>
internal sealed partial class PrivateCluster : IAsyncDisposable
{
    private const string Superuser = "postgres";
    private const string DatabaseName = "agent";
    private readonly PrivateClusterOptions _options;
    private readonly PostgresBinaries _binaries;
    private readonly ServerAccount _account;
    private readonly ClusterFolder _folder;
    private readonly ILogger _logger;
    private readonly FileStream? _lock; // null: another service's cluster, used while that one runs

    private PrivateCluster(PrivateClusterOptions options, PostgresBinaries binaries, ServerAccount account, ClusterFolder folder, FileStream? @lock, ILogger logger)
    {
        (_options, _binaries, _account, _folder, _lock, _logger) = (options, binaries, account, folder, @lock, logger);
        ConnectionString = ConnectionStringFor(DatabaseName);
    }

    /// <summary>Connects to the service's database.</summary>
    public string ConnectionString { get; }

    /// <summary>The folder that is really used.</summary>
    public string Directory => _folder.Base;

    /// <summary>Whether the server was already running, left behind by a service that was killed.</summary>
    public bool WasRunning { get; private set; }

    /// <summary>Starts the cluster, making it first where there is none.</summary>
    /// <exception cref="PrivateClusterException">It cannot run; the message says what to do.</exception>
    public static async Task<PrivateCluster> StartAsync(PrivateClusterOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        var binaries = PostgresBinaries.Find(options.InstallationsDirectory, Environment.GetEnvironmentVariable("PATH"));
        var account = await ServerAccount.ForCurrentUserAsync(cancellationToken);
        var folder = await ClusterFolder.PrepareAsync(options, account, cancellationToken);
        if (folder.Base != Path.GetFullPath(options.DataDirectory))
            LogElsewhere(logger, Path.GetFullPath(options.DataDirectory), folder.Base);
        var cluster = new PrivateCluster(options, binaries, account, folder, TakeLock(folder, options.Share), logger);
        try
        {
            if (cluster._lock is null)
            {
                await cluster.JoinAsync(cancellationToken);
                return cluster;
            }

            await cluster.InitializeAsync(cancellationToken);
            await cluster.StartServerAsync(cancellationToken);
            await cluster.CreateDatabaseAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.ReleaseAsync();
            throw;
        }
    }

    /// <summary>Connects to a database of this cluster.</summary>
    public string ConnectionStringFor(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _folder.Socket,
        Username = Superuser,
        Database = database,
    }.ConnectionString;

    /// <summary>Stops the server: open transactions are rolled back, what was committed is kept.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => StopAsync(immediately: false, cancellationToken);

    /// <summary>Stops the server.</summary>
    /// <param name="immediately">True to end its processes as a crash would: what was committed is recovered from the log at the next start.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task StopAsync(bool immediately, CancellationToken cancellationToken)
    {
        if (!await IsRunningAsync(cancellationToken))
            return;
        var result = await PgCtlAsync(["stop", "-s", "-m", immediately ? "immediate" : "fast", "-w", "-t", "60"], cancellationToken);
        if (result.ExitCode != 0 && await IsRunningAsync(cancellationToken))
            throw new PrivateClusterException($"The PostgreSQL server in {_folder.Base} did not stop: {result.Output}");
    }

    /// <summary>Stops the server and starts it again; connections break.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken);
        await StartServerAsync(cancellationToken);
    }

    /// <summary>Starts the server, or takes over the one that runs.</summary>
    public async Task StartServerAsync(CancellationToken cancellationToken = default)
    {
        WasRunning = await TakeOverAsync(cancellationToken);
        if (WasRunning)
        {
            LogTakenOver(_folder.Base);
            return;
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "postgresql.conf"), ClusterSettings.Render(_folder, _options), cancellationToken);
        if (File.Exists(_folder.Log))
            File.Move(_folder.Log, _folder.Log + ".1", overwrite: true);
        // Recovery after a crash may take its time. Processes of a killed server let go of its memory within moments.
        for (var attempt = 1; ; attempt++)
        {
            var result = await PgCtlAsync(["start", "-s", "-w", "-t", "300", "-l", _folder.Log], cancellationToken);
            if (result.ExitCode == 0)
                break;
            var log = File.Exists(_folder.Log) ? await File.ReadAllTextAsync(_folder.Log, cancellationToken) : "";
            if (attempt == 10 || !log.Contains("is still in use", StringComparison.Ordinal))
                throw new PrivateClusterException($"The PostgreSQL server in {_folder.Base} does not start ({result.Output}). Its log, {_folder.Log}, ends with:\n{Tail(log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }

        LogStarted(_folder.Base);
    }

    /// <summary>Stops the server and lets other services use the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lock is null)
            return;
        try
        {
            await StopAsync();
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private static FileStream? TakeLock(ClusterFolder folder, bool share)
    {
        try
        {
            return new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (share)
        {
            return null;
        }
        catch (IOException exception)
        {
            throw new PrivateClusterException(
                $"Another agent service uses the database in {folder.Base}. Stop it first, set Database__DataDirectory to another folder, "
                + "or set ConnectionStrings__Agent to a database that several services may share.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new PrivateClusterException(
                $"The database in {folder.Base} belongs to another user. Run as that user, or set Database__DataDirectory to another folder.", exception);
        }
    }

    private ValueTask ReleaseAsync() => _lock?.DisposeAsync() ?? ValueTask.CompletedTask;

    // The other service may be just starting.
    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await TakeOverAsync(cancellationToken); attempt++)
        {
            if (attempt == 60)
                throw new PrivateClusterException($"Another agent service has locked {_folder.Base}, but no PostgreSQL server runs there.");
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }

        LogJoined(_folder.Base);
    }

    // A cluster is made beside its place and then moved there, so one that was interrupted is never taken for a whole one.
    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (System.IO.Directory.Exists(_folder.Data))
            return;
        var unfinished = _folder.Data + ".new";
        if (System.IO.Directory.Exists(unfinished))
            System.IO.Directory.Delete(unfinished, recursive: true);
        LogInitializing(_folder.Base);
        string[] sync = _options.Durable ? [] : ["--no-sync"];
        var result = await _account.RunAsync(
            _binaries.InitDb,
            ["-D", unfinished, "-U", Superuser, "-E", "UTF8", "--locale=C", "--auth-local=trust", "--auth-host=reject", .. sync],
            cancellationToken);
        if (result.ExitCode != 0)
            throw new PrivateClusterException($"A database could not be created in {_folder.Server}: {result.Output}");
        System.IO.Directory.Move(unfinished, _folder.Data);
        if (_options.Durable)
            await _account.RunAsync("sync", [_folder.Server], cancellationToken);
    }

    // One that is just stopping, as its service was told to end, is waited for.
    private async Task<bool> TakeOverAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; await IsRunningAsync(cancellationToken); waited += TimeSpan.FromMilliseconds(100))
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionStringFor("postgres") + ";Pooling=false;Timeout=5");
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException exception)
            {
                if (waited > TimeSpan.FromSeconds(60))
                    throw new PrivateClusterException($"A PostgreSQL server runs in {_folder.Base} but does not answer: {exception.Message}", exception);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        return false;
    }

    private async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(_folder.Data, "postmaster.pid");
        if (!File.Exists(pidFile))
            return false;
        if ((await PgCtlAsync(["status"], cancellationToken)).ExitCode != 0)
            return false;
        if (!OperatingSystem.IsLinux())
            return true;
        // After a reboot, or in a fresh container, the number in the file may be some other program's, and would keep the server from starting.
        var pid = (await File.ReadAllLinesAsync(pidFile, cancellationToken)).FirstOrDefault()?.Trim();
        if (new FileInfo($"/proc/{pid}/cwd").ResolveLinkTarget(returnFinalTarget: true)?.FullName == new DirectoryInfo(_folder.Data).FullName)
            return true;
        File.Delete(pidFile);
        return false;
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringFor("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand($"SELECT 1 FROM pg_database WHERE datname = '{DatabaseName}'", connection);
        if (await find.ExecuteScalarAsync(cancellationToken) is not null)
            return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE {DatabaseName}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    private Task<ProgramResult> PgCtlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        _account.RunAsync(_binaries.PgCtl, [.. arguments, "-D", _folder.Data], cancellationToken);

    private static string Tail(string text) => string.Join('\n', text.TrimEnd().Split('\n').TakeLast(10));

    [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "Creating a private PostgreSQL database in {Directory}")]
    private partial void LogInitializing(string directory);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "The private PostgreSQL server in {Directory} has started")]
    private partial void LogStarted(string directory);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Information, Message = "The private PostgreSQL server in {Directory} was still running and is used on")]
    private partial void LogTakenOver(string directory);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Information, Message = "Using the private PostgreSQL server of the service that runs in {Directory}")]
    private partial void LogJoined(string directory);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "The user postgres cannot reach {Wanted}; the database is in {Directory} instead")]
    private static partial void LogElsewhere(ILogger logger, string wanted, string directory);
}
