using Agent.Processes;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Tests.Fixtures;

/// <summary>One replica of the durable runtime with the toy workflow, on a real database.</summary>
internal sealed class RuntimeFixture : IAsyncDisposable
{
    public const string Tenant = "demo";
    private readonly IHost _host;

    private RuntimeFixture(IHost host, string connectionString)
    {
        _host = host;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public ToyWorld World => _host.Services.GetRequiredService<ToyWorld>();

    public IConversations Conversations => _host.Services.GetRequiredService<IConversations>();

    public RunningConversations Running => _host.Services.GetRequiredService<RunningConversations>();

    public IOperations Operations => _host.Services.GetRequiredService<IOperations>();

    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="connectionString">The database of another replica; null for a new one.</param>
    /// <param name="settings">Configuration, such as <c>Runtime:LeaseSeconds</c>.</param>
    /// <param name="configure">More services.</param>
    public static async Task<RuntimeFixture> StartAsync(
        string? connectionString = null, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        connectionString ??= await PostgresFixture.CreateDatabaseAsync();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Runtime:DrainTime"] = "00:00:00" });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddLogging();
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString));
        builder.Services.AddKernel();
        builder.Services.AddDurableRuntime();
        builder.Services.AddSingleton(ToyWorkflow.Definition);
        builder.Services.AddSingleton<ToyWorld>();
        configure?.Invoke(builder.Services);
        IHost host = builder.Build();
        await using (var context = await host.Services.GetRequiredService<IDbContextFactory<AgentDbContext>>().CreateDbContextAsync())
        {
            await context.Database.MigrateAsync();
        }

        await host.StartAsync();
        return new(host, connectionString);
    }

    public async Task<ConversationKey> BeginAsync(CancellationToken cancellationToken) =>
        new(Tenant, (await Conversations.StartAsync(Tenant, new() { CustomerId = "mara_olsen_1001", Workflow = ToyWorkflow.Name }, cancellationToken)).Id);

    /// <summary>Sends a message and waits for its turn.</summary>
    public async Task<TurnView> SayAsync(ConversationKey key, string text, CancellationToken cancellationToken, string? idempotencyKey = null)
    {
        var acceptance = await Conversations.SendAsync(key, new() { Text = text }, idempotencyKey, cancellationToken);
        return await EndAsync(key, acceptance.Turn, cancellationToken);
    }

    public async Task<TurnView> EndAsync(ConversationKey key, int turn, CancellationToken cancellationToken) =>
        await Conversations.WaitAsync(key, turn, TimeSpan.FromSeconds(60), cancellationToken)
        ?? throw new AssertionException($"Turn {turn} did not end.");

    /// <summary>Waits until a conversation is parked.</summary>
    public async Task<ParkedView> ParkedAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            if ((await Operations.ParkedAsync(key.Tenant, cancellationToken: cancellationToken)).FirstOrDefault(parked => parked.ConversationId == key.Id) is { } found)
            {
                return found;
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Tells the replica to stop, as SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async Task<T?> ReadAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await Database.DisposeAsync();
        _host.Dispose();
    }
}
