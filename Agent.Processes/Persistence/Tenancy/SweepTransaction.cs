using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Persistence.Tenancy;

/// <summary>A transaction for statements that serve all tenants.</summary>
public sealed class SweepTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    internal SweepTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    /// <summary>One of its statements.</summary>
    public NpgsqlCommand Across(AcrossTenants sweep, params ReadOnlySpan<NpgsqlParameter> parameters) => Fill(new NpgsqlCommand(sweep.Sql, _connection, _transaction), parameters);

    /// <summary>Keeps what was done.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <summary>Ends it; what was not kept is undone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
