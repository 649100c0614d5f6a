namespace Agent.Host.Database;

/// <summary>What stands between the service and PostgreSQL.</summary>
internal enum DatabasePooler
{
    /// <summary>Nothing, or something that gives every client a session of its own.</summary>
    None,

    /// <summary>A pooler that gives a connection to another client after each transaction, such as pgbouncer with <c>pool_mode = transaction</c>.</summary>
    Transaction,
}
