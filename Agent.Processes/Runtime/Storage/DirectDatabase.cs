using Npgsql;

namespace Agent.Processes.Runtime.Storage;

/// <summary>The database without a connection pooler in between: what belongs to a session, such as LISTEN, works only here.</summary>
/// <param name="DataSource">Makes the connections.</param>
internal sealed record DirectDatabase(NpgsqlDataSource DataSource);
