using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>Two copies of the tool server behind a balancer, and a conversation that books something through them.</summary>
internal sealed class When_the_tool_server_is_killed_in_the_middle_of_a_call
{
    private const string Key = "a-key-that-only-our-own-services-share";
    private const string Cancelled = "SELECT count(*) FROM backoffice.tool_effects WHERE tool = 'cancel_pending_order'";

    [Test, CancelAfter(240_000)]
    public async Task A_call_that_was_not_done_yet_is_done_once_by_the_other_copy(CancellationToken cancellationToken)
    {
        await using var shop = await Shop.OpenAsync(cancellationToken);
        var talk = await shop.Support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("please cancel my order #W1000002, it is no longer needed", cancellationToken);
        await using var blocking = await shop.LockAsync("SELECT 1 FROM backoffice.orders WHERE order_id = '#W1000002' FOR UPDATE", cancellationToken);
        var saying = talk.SayAsync("yes", cancellationToken);
        await shop.UntilSomebodyWaitsAsync(cancellationToken); // the first copy holds the effect's row, and waits for the order's
        await shop.KillFirstAsync();
        await blocking.DisposeAsync();
        var done = await saying;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await shop.ReadAsync<long>(Cancelled, cancellationToken), Is.EqualTo(1));
        Assert.That(await shop.ReadAsync<string>("SELECT status FROM backoffice.orders WHERE order_id = '#W1000002'", cancellationToken), Is.EqualTo("cancelled"));
    }

    [Test, CancelAfter(240_000)]
    public async Task A_call_that_was_done_without_an_answer_is_not_done_again(CancellationToken cancellationToken)
    {
        await using var shop = await Shop.OpenAsync(cancellationToken);
        var talk = await shop.Support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("please cancel my order #W1000002, it is no longer needed", cancellationToken);
        long stored = 0;
        shop.Balancer.LoseAnswerWhen(async () =>
        {
            stored = await shop.ReadAsync<long>(Cancelled, cancellationToken);
            if (stored > 0)
                await shop.KillFirstAsync();
            return stored > 0;
        });
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(stored, Is.EqualTo(1), "it was stored when the first copy died");
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(done.Reply, Does.Contain("#W1000002"));
        Assert.That(await shop.ReadAsync<long>(Cancelled, cancellationToken), Is.EqualTo(1));
        Assert.That(await shop.ReadAsync<long>("SELECT count(*) FROM backoffice.tool_effects", cancellationToken), Is.EqualTo(1));
    }

    private sealed class Shop(string connectionString, ServiceProcess first, ServiceProcess second, TcpBalancer balancer, SupportFixture support) : IAsyncDisposable
    {
        private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

        public SupportFixture Support => support;

        public TcpBalancer Balancer => balancer;

        public static async Task<Shop> OpenAsync(CancellationToken cancellationToken)
        {
            var connectionString = await PostgresFixture.CreateDatabaseAsync();
            var environment = new Dictionary<string, string> { ["ConnectionStrings__Agent"] = connectionString, ["Mcp__ServiceKey"] = Key };
            var first = await ServiceProcess.StartAsync(environment, cancellationToken, "tools");
            var second = await ServiceProcess.StartAsync(environment, cancellationToken, "tools");
            var balancer = new TcpBalancer(first.Client.BaseAddress!, second.Client.BaseAddress!);
            var support = await SupportFixture.StartAsync(settings: new Dictionary<string, string?>
            {
                ["Tools:Mode"] = nameof(ToolMode.Mcp),
                ["Tools:Servers:shop:Url"] = new Uri(balancer.Address, "/mcp/v1").ToString(),
                ["Tools:Servers:shop:Trust"] = nameof(ToolServerTrust.Own),
                ["Tools:Servers:shop:Token"] = Key,
            });
            return new(connectionString, first, second, balancer, support);
        }

        public async Task<T?> ReadAsync<T>(string sql, CancellationToken cancellationToken)
        {
            await using var command = _database.CreateCommand(sql);
            return (T?)await command.ExecuteScalarAsync(cancellationToken);
        }

        public async Task<NpgsqlConnection> LockAsync(string sql, CancellationToken cancellationToken)
        {
            var connection = await _database.OpenConnectionAsync(cancellationToken);
            await using var begin = new NpgsqlCommand($"BEGIN; {sql}", connection);
            await begin.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }

        public async Task UntilSomebodyWaitsAsync(CancellationToken cancellationToken)
        {
            while (await ReadAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()", cancellationToken) == 0)
            {
                await Task.Delay(20, cancellationToken);
            }
        }

        public async Task KillFirstAsync()
        {
            first.Signal("KILL");
            await first.WaitForExitAsync(CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await support.DisposeAsync();
            await balancer.DisposeAsync();
            await first.DisposeAsync();
            await second.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
