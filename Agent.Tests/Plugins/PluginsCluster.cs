using System.Diagnostics;
using Npgsql;

namespace Agent.Tests.Plugins;

/// <summary>A PostgreSQL of this run's own, reached through a socket only; every test class makes databases in it.</summary>
[SetUpFixture]
internal sealed class PluginsCluster
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"agent-plugins-{Guid.NewGuid():N}");
    private static int _databases;

    [OneTimeSetUp]
    public void Start()
    {
        Directory.CreateDirectory(Folder);
        if (Environment.UserName is "root")
        {
            Run("chown", "postgres", Folder);
        }

        RunServerTool("initdb", "-D", Path.Combine(Folder, "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync");
        RunServerTool("pg_ctl", "-D", Path.Combine(Folder, "data"), "-w", "-s", "-l", Path.Combine(Folder, "log"),
            "-o", $"-k {Folder} -c listen_addresses='' -c fsync=off", "start");
    }

    [OneTimeTearDown]
    public void Stop()
    {
        NpgsqlConnection.ClearAllPools();
        RunServerTool("pg_ctl", "-D", Path.Combine(Folder, "data"), "-w", "-s", "-m", "immediate", "stop");
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>An empty database that no other test knows.</summary>
    public static async Task<NpgsqlDataSource> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var admin = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var create = admin.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync(cancellationToken);
        return NpgsqlDataSource.Create(ConnectionString(name));
    }

    private static string ConnectionString(string database) => $"Host={Folder};Username=postgres;Database={database};Include Error Detail=true";

    private static void RunServerTool(string tool, params string[] arguments)
    {
        var path = Path.Combine(Binaries, tool);
        if (Environment.UserName is "root")
        {
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
            return;
        }

        Run(path, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath() })!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}");
    }
}
