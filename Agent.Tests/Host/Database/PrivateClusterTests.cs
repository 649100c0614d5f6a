using Agent.Host.Database;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Tests.Host.Database;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")] // folder modes
internal sealed class PrivateClusterTests
{
    private const UnixFileMode EveryoneMayEnter = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private string _folder = "";

    private string Server => Path.Combine(_folder, "postgres");

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("agent-cluster-").FullName;
        File.SetUnixFileMode(_folder, EveryoneMayEnter);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test, CancelAfter(120_000)]
    public async Task Keeps_what_was_stored_over_a_restart(CancellationToken cancellationToken)
    {
        await using (var first = await StartAsync(cancellationToken))
            await ExecuteAsync(first, "CREATE TABLE t AS SELECT 42 AS v", cancellationToken);
        await using var second = await StartAsync(cancellationToken);
        Assert.That(await ScalarAsync(second, "SELECT v FROM t", cancellationToken), Is.EqualTo(42));
        Assert.That(await ScalarAsync(second, "SHOW listen_addresses", cancellationToken), Is.EqualTo(""));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_server_left_behind_by_a_killed_service_is_used_on(CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string> { ["Database__DataDirectory"] = _folder, ["ConnectionStrings__Agent"] = "", ["Model__Provider"] = "offline" };
        await using (await ServiceProcess.StartAsync(environment, cancellationToken))
        {
            // Left without warning: the fixture kills the process.
        }

        await using var cluster = await StartAsync(cancellationToken);
        Assert.That(cluster.WasRunning, Is.True);
        Assert.That(await ScalarAsync(cluster, "SELECT count(*) > 0 FROM backoffice.customers", cancellationToken), Is.True);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_killed_server_is_started_again_with_its_data(CancellationToken cancellationToken)
    {
        await using var cluster = await StartAsync(cancellationToken, options => options with { Durable = true });
        await ExecuteAsync(cluster, "CREATE TABLE t AS SELECT 42 AS v", cancellationToken);
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Server, "data", "postmaster.pid"), cancellationToken))[0]);
        using (var server = System.Diagnostics.Process.GetProcessById(pid))
        {
            server.Kill();
            await server.WaitForExitAsync(cancellationToken);
        }

        await cluster.StartServerAsync(cancellationToken);
        Assert.That(await ScalarAsync(cluster, "SELECT v FROM t", cancellationToken), Is.EqualTo(42));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_cluster_whose_making_was_interrupted_is_made_again(CancellationToken cancellationToken)
    {
        await using (await StartAsync(cancellationToken))
        {
        }

        Directory.Move(Path.Combine(Server, "data"), Path.Combine(Server, "data.new"));
        File.Delete(Path.Combine(Server, "data.new", "PG_VERSION"));
        await using var cluster = await StartAsync(cancellationToken);
        Assert.That(await ScalarAsync(cluster, "SELECT 1", cancellationToken), Is.EqualTo(1));
        Assert.That(Directory.Exists(Path.Combine(Server, "data.new")), Is.False);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_process_number_that_is_somebody_else_s_does_not_stop_the_start(CancellationToken cancellationToken)
    {
        await using (await StartAsync(cancellationToken))
        {
        }

        await File.WriteAllTextAsync(Path.Combine(Server, "data", "postmaster.pid"), $"{Environment.ProcessId}\n", cancellationToken);
        await using var cluster = await StartAsync(cancellationToken);
        Assert.That(cluster.WasRunning, Is.False);
    }

    [Test, CancelAfter(120_000)]
    public async Task Two_services_share_a_folder_only_on_purpose(CancellationToken cancellationToken)
    {
        await using var first = await StartAsync(cancellationToken);
        Assert.That(() => StartAsync(cancellationToken), Throws.TypeOf<PrivateClusterException>().With.Message.Contains(_folder).And.Message.Contains("Database__DataDirectory"));
        await using (var second = await StartAsync(cancellationToken, options => options with { Share = true }))
            Assert.That(await ScalarAsync(second, "SELECT 1", cancellationToken), Is.EqualTo(1));
        Assert.That(await ScalarAsync(first, "SELECT 1", cancellationToken), Is.EqualTo(1), "the one that came second must not stop the server");
    }

    [Test, CancelAfter(120_000)]
    public async Task A_folder_too_deep_for_a_socket_is_no_hindrance(CancellationToken cancellationToken)
    {
        var deep = Path.Combine(_folder, new string('d', 60), new string('e', 60));
        await using var cluster = await StartAsync(cancellationToken, options => options with { DataDirectory = deep });
        Assert.That(cluster.Directory, Is.EqualTo(deep));
        Assert.That(await ScalarAsync(cluster, "SELECT 1", cancellationToken), Is.EqualTo(1));
        var socket = new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Host!;
        await cluster.DisposeAsync();
        Directory.Delete(socket, recursive: true);
    }

    [Test, CancelAfter(120_000)]
    public async Task As_root_a_folder_the_server_cannot_reach_is_replaced(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("Only root runs the server as somebody else.");
        var closed = Directory.CreateDirectory(Path.Combine(_folder, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var wanted = Path.Combine(closed, ".data");
        await using (var cluster = await StartAsync(cancellationToken, options => options with { DataDirectory = wanted }))
        {
            Assert.That(cluster.Directory, Does.StartWith(Path.Combine(_folder, "fallback")));
            await ExecuteAsync(cluster, "CREATE TABLE t AS SELECT 42 AS v", cancellationToken);
        }

        Assert.That(Directory.Exists(Path.Combine(wanted, "postgres")), Is.False);
        await using var again = await StartAsync(cancellationToken, options => options with { DataDirectory = wanted });
        Assert.That(await ScalarAsync(again, "SELECT v FROM t", cancellationToken), Is.EqualTo(42), "the same folder is found again");
    }

    [Test, CancelAfter(120_000)]
    public async Task The_run_s_own_cluster_hands_out_empty_databases(CancellationToken cancellationToken)
    {
        await using var first = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var second = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var create = first.CreateCommand("CREATE TABLE t (v int)"))
            await create.ExecuteNonQueryAsync(cancellationToken);
        await using var find = second.CreateCommand("SELECT to_regclass('t') IS NULL");
        Assert.That(await find.ExecuteScalarAsync(cancellationToken), Is.True);
    }

    private Task<PrivateCluster> StartAsync(CancellationToken cancellationToken, Func<PrivateClusterOptions, PrivateClusterOptions>? change = null)
    {
        var options = new PrivateClusterOptions { DataDirectory = _folder, FallbackDirectory = Path.Combine(_folder, "fallback"), Durable = false };
        return PrivateCluster.StartAsync(change?.Invoke(options) ?? options, NullLogger.Instance, cancellationToken);
    }

    private static async Task ExecuteAsync(PrivateCluster cluster, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(PrivateCluster cluster, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
