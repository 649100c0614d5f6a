using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Persistence.Tenancy;

/// <summary>A transaction for statements that serve all tenants.</summary>
internal sealed class SweepTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public NpgsqlCommand Across(Sweep sweep, params ReadOnlySpan<NpgsqlParameter> parameters) => Fill(new NpgsqlCommand(sweep.Sql, connection, transaction), parameters);

    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
