using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Persistence.Tenancy;

/// <summary>
/// The only way from written-out statements, the runtime's and the host's, to the database. What works for one tenant goes behind the <see cref="ITenantWall"/>, in the same round trip;
/// what serves all tenants is one of those that are listed as <see cref="AcrossTenants"/>.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="wall">The wall; null where there is none, and the tenant in every statement has to do.</param>
public sealed class TenantDatabase(NpgsqlDataSource database, ITenantWall? wall = null)
{
    /// <summary>Statements to be sent together, bound to a tenant.</summary>
    public TenantBatch For(string tenant) => new(database.CreateBatch(), wall?.Bind(tenant));

    /// <summary>One statement, bound to a tenant. Its parameters are its own: the tenant is not among them by itself.</summary>
    public TenantBatch For(string tenant, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var batch = For(tenant);
        batch.Add(Of(sql, parameters));
        return batch;
    }

    /// <summary>A transaction that is bound to a tenant by the first statements in it.</summary>
    public async Task<TenantTransaction> BeginAsync(string tenant, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(cancellationToken), wall?.Bind(tenant));
        }
        catch (Exception)
        {
            await connection.DisposeAsync(); // nobody else knows of it
            throw;
        }
    }

    /// <summary>A statement that serves all tenants.</summary>
    public NpgsqlCommand Across(AcrossTenants sweep, params ReadOnlySpan<NpgsqlParameter> parameters) => Fill(database.CreateCommand(sweep.Sql), parameters);

    /// <summary>Statements, sent together, that serve all tenants.</summary>
    public TenantBatch AcrossTogether(params ReadOnlySpan<(AcrossTenants Sweep, NpgsqlParameter[] Parameters)> statements)
    {
        var batch = new TenantBatch(database.CreateBatch(), null);
        foreach (var (sweep, parameters) in statements)
        {
            batch.Add(Of(sweep.Sql, parameters));
        }

        return batch;
    }

    /// <summary>A transaction for what serves all tenants.</summary>
    public async Task<SweepTransaction> BeginAcrossAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch (Exception)
        {
            await connection.DisposeAsync(); // nobody else knows of it
            throw;
        }
    }

    /// <summary>See <see cref="ITenantWall.Enter"/>.</summary>
    public void Enter(string tenant) => wall?.Enter(tenant);
}
