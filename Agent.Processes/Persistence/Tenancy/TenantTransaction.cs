using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Persistence.Tenancy;

/// <summary>A transaction for one tenant. It is bound by the first statements sent in it, so being bound costs no round trip.</summary>
public sealed class TenantTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private NpgsqlBatchCommand? _bind;

    internal TenantTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBatchCommand? bind) => (_connection, _transaction, _bind) = (connection, transaction, bind);

    /// <summary>Statements to be sent together.</summary>
    public TenantBatch Batch()
    {
        var first = _bind;
        _bind = null; // should these fail, the transaction is over anyway
        return new(new NpgsqlBatch(_connection, _transaction), first);
    }

    /// <summary>One statement.</summary>
    public TenantBatch Batch(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var batch = Batch();
        batch.Add(Of(sql, parameters));
        return batch;
    }

    /// <summary>Keeps what was done.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <summary>Ends it; what was not kept is undone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
