using Npgsql;

namespace Agent.Processes.Replay.Batching;

/// <summary>Keeps a run's batches to one program: two that go on with the same run would each create what the other is about to. It ends with its owner's session, however that ends.</summary>
internal sealed class BatchLock(NpgsqlDataSource direct) : IAsyncDisposable
{
    private NpgsqlConnection? _session;

    /// <exception cref="BatchRefusedException">Another program has it.</exception>
    public async Task TakeAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        _session = await direct.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", _session) { Parameters = { new() { Value = $"agent.batches {run.Tenant} {run.Id}" } } };
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await DisposeAsync();
            throw new BatchRefusedException($"Another program is at run {run.Id}.") { IsBusy = true };
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not { } session)
        {
            return;
        }

        _session = null;
        try
        {
            // Back into the pool it would keep the lock.
            await using var unlock = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", session);
            await unlock.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception))
        {
            // It went with its session.
        }

        await session.DisposeAsync();
    }
}
