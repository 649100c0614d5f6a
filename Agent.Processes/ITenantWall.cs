using Npgsql;

namespace Agent.Processes;

/// <summary>
/// A second wall between tenants that the host may raise in the database: what runs behind it sees one tenant's rows, whatever its statement forgot. Without one among the services
/// the runtime runs with the first wall alone, the tenant in every statement.
/// </summary>
public interface ITenantWall
{
    /// <summary>The statement that goes in front of others in the same transaction and binds them to a tenant. It answers with one row. Null where no wall stands.</summary>
    NpgsqlBatchCommand? Bind(string tenant);

    /// <summary>From here on, in the method that calls this and what it calls, reads through EF Core are bound to the tenant as well.</summary>
    void Enter(string tenant);
}
