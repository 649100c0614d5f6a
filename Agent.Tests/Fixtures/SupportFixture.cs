using Agent.Host.Models;
using Agent.Host.Models.Offline;
using Agent.Plugins;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Mcp.Remote;
using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Processes.Journal;
using Agent.Processes.Persistence;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Tests.Fixtures;

/// <summary>The support workflow over the real runtime, the real tools and the sample shop; the model is the offline one, or a test's own.</summary>
internal sealed class SupportFixture : IAsyncDisposable
{
    public const string Tenant = BackOfficeDatabase.DemoTenant;
    private readonly IHost _host;
    private readonly OutsideGuard _outside;

    private readonly ToolHost? _shop;

    private SupportFixture(IHost host, OutsideGuard outside, ToolHost? shop) => (_host, _outside, _shop) = (host, outside, shop);

    public IConversations Conversations => _host.Services.GetRequiredService<IConversations>();

    public ITimeTravel TimeTravel => _host.Services.GetRequiredService<ITimeTravel>();

    /// <summary>Whether everything that was played is replayed when this is disposed. Default: true.</summary>
    public bool ReplaysAtTheEnd { get; set; } = true;

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public IApprovals Approvals => _host.Services.GetRequiredService<IApprovals>();

    public IForks Forks => _host.Services.GetRequiredService<IForks>();

    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    /// <param name="model">Answers in place of the offline model.</param>
    /// <param name="settings">Configuration beside the defaults.</param>
    /// <param name="connectionString">The database; null for a new one.</param>
    /// <param name="log">Sees what is logged.</param>
    /// <param name="configure">Services of the test's own, such as a clock; they come first.</param>
    /// <param name="tools">Where the tools run: with <see cref="ToolMode.Mcp"/> in a tool server of its own, with a database of its own.</param>
    public static async Task<SupportFixture> StartAsync(
        IChatClient? model = null, IReadOnlyDictionary<string, string?>? settings = null, string? connectionString = null, ILoggerProvider? log = null,
        Action<IServiceCollection>? configure = null, ToolMode tools = ToolMode.InProcess)
    {
        var shop = tools == ToolMode.Mcp ? await ToolHost.StartAsync() : null;
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Model:Provider"] = "offline",
            ["Runtime:DrainTime"] = "00:00:00",
            ["Prompts:Path"] = Path.Combine(AppContext.BaseDirectory, "prompts.yaml"),
            ["Policies:Path"] = Path.Combine(AppContext.BaseDirectory, "policies.yaml"),
        });
        if (shop is not null)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Tools:Mode"] = nameof(ToolMode.Mcp), ["Tools:Servers:shop:Url"] = $"{shop.Address}/v1", ["Tools:Servers:shop:Trust"] = nameof(ToolServerTrust.Own),
            });
        }

        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        configure?.Invoke(builder.Services);
        builder.Services.AddLogging(logging => _ = log is null ? logging : logging.AddProvider(log));
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString ?? await PostgresFixture.CreateDatabaseAsync()));
        var outside = new OutsideGuard();
        builder.Services.AddKeyedSingleton(ModelProviders.Offline, (_, _) => outside.Around(model ?? new OfflineChatClient()));
        builder.Services.AddModels(builder.Configuration, (client, provider, serviceId) =>
            new JournaledChatClient(ModelBudgets.Around(client, provider, serviceId), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<RuntimeOptions>>(),
                provider.GetRequiredService<PriceList>(), provider.GetRequiredService<ILogger<JournaledChatClient>>()));
        builder.Services.AddKernel();
        builder.Services.AddAgentPlugins();
        builder.Services.AddRemoteTools();
        builder.Services.AddAgentProcesses();
        builder.Services.AddSingleton<Microsoft.SemanticKernel.IFunctionInvocationFilter>(outside); // the innermost: it sees what really runs
        IHost host = builder.Build();
        await host.Services.GetRequiredService<ConversationDatabase>().MigrateAsync();
        if (host.Services.GetRequiredService<IOptions<ToolSourceOptions>>().Value.Mode == ToolMode.InProcess)
        {
            // Otherwise only the tool server has a back office.
            var backOffice = host.Services.GetRequiredService<BackOfficeDatabase>();
            await backOffice.MigrateAsync();
            await backOffice.SeedAsync();
        }

        await host.StartAsync();
        return new(host, outside, shop);
    }

    /// <summary>Runs a conversation again from its record. A model or a tool that is really called then fails it.</summary>
    public async Task<ReplayReport> ReplayAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        using var closed = _outside.Close();
        return (await TimeTravel.ReplayAsync(key, cancellationToken: cancellationToken))!;
    }

    public async Task<Talk> TalkAsync(string customerId, CancellationToken cancellationToken, string tenant = Tenant) => new(
        this, new(tenant, (await Conversations.StartAsync(tenant, new() { CustomerId = customerId }, cancellationToken)).Id));

    public async Task<T?> ReadAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var source = SourceFor(sql);
        await using var command = (source ?? Database).CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var source = SourceFor(sql);
        await using var command = (source ?? Database).CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ReplayEverythingAsync();
        await Database.DisposeAsync();
        _host.Dispose();
        if (_shop is not null)
        {
            await _shop.DisposeAsync();
        }
    }

    /// <summary>The back office may be elsewhere.</summary>
    private NpgsqlDataSource? SourceFor(string sql) =>
        _shop is not null && sql.Contains("backoffice.", StringComparison.Ordinal) ? NpgsqlDataSource.Create(_shop.ConnectionString) : null;

    /// <summary>Goes on with a conversation that is there.</summary>
    public Talk Resume(string conversationId)
    {
        ReplaysAtTheEnd = false; // it was written by another version, and need not replay on this one
        return new(this, new(Tenant, conversationId));
    }

    /// <summary>Whatever a test played replays identically.</summary>
    private async Task ReplayEverythingAsync()
    {
        if (!ReplaysAtTheEnd)
        {
            return;
        }

        var keys = await ReadAsync<string[]>("SELECT coalesce(array_agg(tenant || ' ' || id), '{}') FROM agent.conversations WHERE forked_from IS NULL", CancellationToken.None);
        foreach (var key in keys ?? [])
        {
            var report = await ReplayAsync(new(key.Split(' ')[0], key.Split(' ')[1]), CancellationToken.None);
            Assert.That(report.Outcome, Is.EqualTo(ReplayOutcome.Identical), $"{key}: {report.Difference}");
        }
    }

    /// <summary>One conversation, spoken from the customer's side.</summary>
    public sealed class Talk(SupportFixture support, ConversationKey key)
    {
        public ConversationKey Key => key;

        /// <summary>Says something and waits for the answer.</summary>
        public async Task<TurnView> SayAsync(string text, CancellationToken cancellationToken)
        {
            var acceptance = await support.Conversations.SendAsync(key, new() { Text = text }, null, cancellationToken);
            return await EndAsync(acceptance.Turn, text, cancellationToken);
        }

        /// <summary>Decides the open approval as an operator, and waits for what comes of it.</summary>
        public async Task<TurnView> DecideAsync(bool approve, string reason, CancellationToken cancellationToken)
        {
            var open = (await support.Conversations.FindAsync(key, cancellationToken))!.PendingApproval!;
            var outcome = await support.Conversations.DecideAsync(key.Tenant, open.Request.ApprovalId, approve, reason, "operator:ann", cancellationToken);
            return await EndAsync(outcome!.Turn, $"[operator: {approve}, {reason}]", cancellationToken);
        }

        public async Task<List<ConversationEvent>> EventsAsync(int untilTurn, CancellationToken cancellationToken)
        {
            var events = new List<ConversationEvent>();
            await foreach (var happened in support.Conversations.ReadEventsAsync(key, 0, untilTurn, cancellationToken))
            {
                events.Add(happened);
            }

            return events;
        }

        public async Task<TurnView> EndAsync(int turn, string said, CancellationToken cancellationToken)
        {
            var view = await support.Conversations.WaitAsync(key, turn, TimeSpan.FromSeconds(60), cancellationToken)
                ?? throw new AssertionException($"Turn {turn} did not end.");
            TestContext.Out.WriteLine($"> {said}{Environment.NewLine}{view.Status}: {view.Reply}{view.Failure}{Environment.NewLine}");
            return view;
        }
    }
}
