using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Replay.Batching;

/// <summary>The batches of replays and their calls, stored before a provider hears of them: what was paid is found again, whoever is killed when.</summary>
public sealed class ModelBatches
{
    private readonly TenantDatabase _database;
    private readonly IServiceProvider _services;

    internal ModelBatches(TenantDatabase database, IServiceProvider services) => (_database, _services) = (database, services);

    /// <summary>Makes calls go through a provider's batches. One run's: <see cref="BatchedCalls.BeginAsync"/> says which.</summary>
    public BatchedCalls Open(IBatchEndpoint endpoint) => new(
        this, endpoint, Get<ReplayRuns>(), new BatchLock(Get<DirectDatabase>().DataSource), Get<IOptions<ModelBatchOptions>>().Value, Get<TimeProvider>(), Get<ILogger<BatchedCalls>>());

    /// <summary>Ends the batches of a run that nobody will go on with: what the provider has answered by then is paid, and its calls are removed.</summary>
    /// <param name="endpoint">The provider.</param>
    /// <param name="run">The run.</param>
    /// <param name="spending">Its budget.</param>
    /// <param name="told">Hears what comes back.</param>
    /// <param name="cancellationToken">Gives up; it can be done again.</param>
    /// <exception cref="BatchRefusedException">Another program is at it.</exception>
    public async Task AbandonAsync(IBatchEndpoint endpoint, ReplayRun run, ReplaySpending spending, Action<string> told, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        await using var runLock = new BatchLock(Get<DirectDatabase>().DataSource);
        await runLock.TakeAsync(run, cancellationToken);
        await new BatchAbandonment(this, endpoint, Get<BudgetKeeper>(), Get<PriceList>(), Get<IOptions<ModelBatchOptions>>().Value, Get<TimeProvider>(), Get<ILogger<BatchedCalls>>())
            .RunAsync(run, spending, told, cancellationToken);
    }

    /// <summary>How far a run's batches are.</summary>
    public async Task<BatchProgress> ProgressAsync(string tenant, string run, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ModelBatchSql.Progress, Text(tenant), Text(run));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
    }

    /// <summary>Removes the calls of a run that has ended.</summary>
    public async Task ForgetAsync(string tenant, string run, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ModelBatchSql.Forget, Text(tenant), Text(run));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is known of a call from before: its answer, or the batch it is in.</summary>
    internal async Task RecallAsync(string tenant, string run, BatchedCall call, CancellationToken cancellationToken)
    {
        await using var command = _database.For(tenant, ModelBatchSql.FindCall, Text(tenant), Text(run), Text(call.Key));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return;
        }

        call.Tries = reader.GetInt32(1);
        call.Answer = reader.IsDBNull(2) ? null : new(reader.GetInt32(2), reader.GetString(3));
        call.BatchId = reader.GetBoolean(4) ? null : reader.GetGuid(0); // one that came to nothing for it is not waited for
    }

    /// <summary>Stores a new batch with its calls, before anybody else knows of it.</summary>
    internal async Task<ModelBatch> AddAsync(string tenant, string run, string model, IReadOnlyCollection<(string Key, string Request)> calls, CancellationToken cancellationToken)
    {
        var added = new ModelBatch(Guid.CreateVersion7(), model, ModelBatch.New, null, null, calls.Count);
        await using var batch = _database.For(tenant);
        batch.Add(Of(ModelBatchSql.InsertBatch, Text(tenant), Text(run), Value(added.Id), Text(model), Value(calls.Count)));
        batch.Add(Of(
            ModelBatchSql.InsertCalls, Text(tenant), Text(run), Value(added.Id), Texts(calls.Select(call => call.Key)), Texts(calls.Select(call => call.Request))));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return added;
    }

    /// <summary>The batches that are not over, as far as is known.</summary>
    internal async Task<IReadOnlyList<ModelBatch>> OpenAsync(string tenant, string run, CancellationToken cancellationToken)
    {
        await using var command = _database.For(tenant, ModelBatchSql.Open, Text(tenant), Text(run));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var open = new List<ModelBatch>();
        while (await reader.ReadAsync(cancellationToken))
        {
            open.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetInt32(5)));
        }

        return open;
    }

    internal async Task<IReadOnlyList<StoredBatchCall>> CallsAsync(string tenant, string run, Guid batch, CancellationToken cancellationToken)
    {
        await using var command = _database.For(tenant, ModelBatchSql.Calls, Text(tenant), Text(run), Value(batch));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var calls = new List<StoredBatchCall>();
        while (await reader.ReadAsync(cancellationToken))
        {
            calls.Add(new(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : new(reader.GetInt32(2), reader.GetString(3))));
        }

        return calls;
    }

    /// <summary>Every call of a run with the model it asks and its answer.</summary>
    internal async Task<IReadOnlyList<(string Key, string Model, BatchAnswer? Answer)>> AllCallsAsync(string tenant, string run, CancellationToken cancellationToken)
    {
        await using var command = _database.For(tenant, ModelBatchSql.AllCalls, Text(tenant), Text(run));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var calls = new List<(string, string, BatchAnswer?)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            calls.Add((reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : new(reader.GetInt32(2), reader.GetString(3))));
        }

        return calls;
    }

    /// <summary>Notes that the provider has its file.</summary>
    internal Task UploadedAsync(string tenant, string run, Guid batch, string fileId, CancellationToken cancellationToken) =>
        RunAsync(tenant, Of(ModelBatchSql.Upload, Text(tenant), Text(run), Value(batch), Text(fileId)), cancellationToken);

    /// <summary>Notes where it stands.</summary>
    internal Task TellAsync(string tenant, string run, Guid batch, string status, string? providerId, CancellationToken cancellationToken) =>
        RunAsync(tenant, Of(ModelBatchSql.Tell, Text(tenant), Text(run), Value(batch), Text(status), Text(providerId)), cancellationToken);

    /// <summary>Stores what came of it, and that nothing more will: together, or not at all.</summary>
    internal async Task EndAsync(
        string tenant, string run, Guid batch, string status, string? error, IReadOnlyCollection<(string Key, BatchAnswer Answer)> answers, CancellationToken cancellationToken)
    {
        await using var together = _database.For(tenant);
        together.Add(Of(
            ModelBatchSql.Answer, Text(tenant), Text(run), Value(batch), Texts(answers.Select(answer => answer.Key)),
            new NpgsqlParameter<int[]> { TypedValue = [.. answers.Select(answer => answer.Answer.Status)] }, Texts(answers.Select(answer => answer.Answer.Body))));
        together.Add(Of(ModelBatchSql.End, Text(tenant), Text(run), Value(batch), Text(status), Text(error)));
        await together.ExecuteNonQueryAsync(cancellationToken);
    }

    private T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    private async Task RunAsync(string tenant, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = _database.For(tenant);
        batch.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
