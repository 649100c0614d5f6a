using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Persistence.Tenancy;

/// <summary>A transaction for one tenant. It is bound by the first statements sent in it, so being bound costs no round trip.</summary>
internal sealed class TenantTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBatchCommand? bind) : IAsyncDisposable
{
    private NpgsqlBatchCommand? _bind = bind;

    /// <summary>Statements to be sent together.</summary>
    public TenantBatch Batch()
    {
        var first = _bind;
        _bind = null; // should these fail, the transaction is over anyway
        return new(new NpgsqlBatch(connection, transaction), first);
    }

    /// <summary>One statement.</summary>
    public TenantBatch Batch(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var batch = Batch();
        batch.Add(Of(sql, parameters));
        return batch;
    }

    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
