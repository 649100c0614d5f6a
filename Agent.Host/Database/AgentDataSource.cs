using Npgsql;

namespace Agent.Host.Database;

/// <summary>How the service uses its connections, unless the connection string says otherwise.</summary>
internal static class AgentDataSource
{
    private const int PreparedStatements = 100;

    /// <summary>Makes the pool that the whole service shares.</summary>
    public static NpgsqlDataSource Create(AgentDatabase database) => NpgsqlDataSource.Create(WithDefaults(database.ConnectionString, database.Pooler));

    /// <summary>The same for a database of which nothing but the connection string is known.</summary>
    public static NpgsqlDataSource Create(string connectionString) => NpgsqlDataSource.Create(WithDefaults(connectionString));

    /// <summary>Makes connections of their own, for what lives as long as a session: migrations, and listening to other replicas.</summary>
    public static NpgsqlDataSource CreateDirect(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, TcpKeepAlive = true }.ConnectionString);

    /// <summary>Adds what the connection string leaves open.</summary>
    public static string WithDefaults(string connectionString, DatabasePooler pooler = DatabasePooler.None)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // The service sends the same few dozen statements again and again; parsing and planning them each time is half of the server's CPU.
        // A prepared statement belongs to a session, and behind a transaction pooler the next transaction has another one.
        SetDefault(settings, "Max Auto Prepare", pooler == DatabasePooler.None ? PreparedStatements : 0);
        SetDefault(settings, "Auto Prepare Min Usages", 2);
        // Nobody here leaves anything behind in a session (no SET, no temporary table, no session lock), so there is nothing to reset
        // each time a connection goes back to the pool; doing it costs a transaction per statement.
        SetDefault(settings, "No Reset On Close", true);
        return settings.ConnectionString;
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }
}
