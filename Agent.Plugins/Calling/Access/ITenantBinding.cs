using Npgsql;

namespace Agent.Plugins.Calling.Access;

/// <summary>Binds the rest of a transaction to one tenant's rows, where the host has a wall between tenants.</summary>
public interface ITenantBinding
{
    /// <summary>What to send in front of the statements of a transaction, in their own round trip; null where there is no wall.</summary>
    NpgsqlBatchCommand? Bind(string tenant);
}
