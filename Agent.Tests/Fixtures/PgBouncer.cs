using System.Diagnostics;
using System.Globalization;
using Agent.Host.Database;
using Npgsql;

namespace Agent.Tests.Fixtures;

/// <summary>A real pgbouncer in transaction mode in front of a database, on a socket of its own.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const int Port = 6432;
    private readonly DirectoryInfo _folder;
    private readonly ServerAccount _account;
    private readonly string _program;

    private PgBouncer(DirectoryInfo folder, ServerAccount account, string program, string connectionString)
    {
        (_folder, _account, _program) = (folder, account, program);
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = folder.FullName, Port = Port }.ConnectionString;
    }

    /// <summary>To the database, through the pooler.</summary>
    public string ConnectionString { get; }

    private string PidFile => Path.Combine(_folder.FullName, "pgbouncer.pid");

    /// <summary>Starts one. Where the program is not installed, the test is left out.</summary>
    public static async Task<PgBouncer> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var program = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer" }.FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.Ignore("pgbouncer is not installed (Debian, Ubuntu: apt-get install pgbouncer).");
        }

        var folder = Directory.CreateTempSubdirectory("agent-pgbouncer-");
        var account = await ServerAccount.ForCurrentUserAsync(cancellationToken);
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        // Few server connections, so that they really are shared.
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "pgbouncer.ini"),
            $"""
            [databases]
            {server.Database} = host={server.Host} port={server.Port} dbname={server.Database} user={server.Username} pool_size=4
            [pgbouncer]
            listen_addr =
            unix_socket_dir = {folder.FullName}
            listen_port = {Port}
            auth_type = any
            pool_mode = transaction
            max_client_conn = 200
            logfile = {Path.Combine(folder.FullName, "pgbouncer.log")}
            pidfile = {Path.Combine(folder.FullName, "pgbouncer.pid")}
            """, cancellationToken);
        await account.OwnAsync(folder.FullName, cancellationToken);
        var pooler = new PgBouncer(folder, account, program!, connectionString);
        await pooler.RunAsync(cancellationToken);
        return pooler;
    }

    /// <summary>Ends it at once, cutting every connection, and starts it again.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await RunAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var result = await _account.RunAsync(_program, ["-d", Path.Combine(_folder.FullName, "pgbouncer.ini")], cancellationToken);
        Assert.That(result.ExitCode, Is.Zero, result.Output);
        while (!File.Exists(Path.Combine(_folder.FullName, $".s.PGSQL.{Port}")) || !File.Exists(PidFile))
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    private async Task StopAsync()
    {
        if (!File.Exists(PidFile) || !int.TryParse(await File.ReadAllTextAsync(PidFile), CultureInfo.InvariantCulture, out var id))
        {
            return;
        }

        using (var kill = Process.Start("kill", ["-TERM", id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        while (Directory.Exists($"/proc/{id}"))
        {
            await Task.Delay(10);
        }

        File.Delete(PidFile);
    }
}
