using Agent.Processes.Persistence.Tenancy;
using Npgsql;

namespace Agent.Host.Database;

/// <summary>The edges' statements, with positional parameters. One that works for a tenant has the tenant as its first, and is bound to the same.</summary>
internal static class Statements
{
    /// <summary>A statement for one tenant.</summary>
    /// <param name="database">Where.</param>
    /// <param name="sql">The statement; the tenant is its $1.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="values">From $2.</param>
    public static TenantBatch Create(this TenantDatabase database, string sql, string tenant, params ReadOnlySpan<object?> values) => database.For(tenant, sql, [Parameter(tenant), .. Parameters(values)]);

    /// <summary>The same where $2 is an array of texts: as the only value it would be taken for all of them.</summary>
    public static TenantBatch Create(this TenantDatabase database, string sql, string tenant, string[] value) => database.For(tenant, sql, Parameter(tenant), Parameter(value));

    /// <summary>A statement that serves all tenants.</summary>
    public static NpgsqlCommand Create(this TenantDatabase database, EdgeSweep sweep, params ReadOnlySpan<object?> values) => database.Across(sweep, Parameters(values));

    /// <summary>Carries out a statement for one tenant.</summary>
    /// <returns>How many rows it wrote.</returns>
    public static async Task<int> ExecuteAsync(this TenantDatabase database, string sql, string tenant, CancellationToken cancellationToken, params object?[] values)
    {
        await using var batch = database.Create(sql, tenant, values);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Carries out a statement that serves all tenants.</summary>
    /// <returns>How many rows it wrote.</returns>
    public static async Task<int> ExecuteAsync(this TenantDatabase database, EdgeSweep sweep, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = database.Create(sweep, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same in a transaction of the tenant's.</summary>
    public static async Task<int> ExecuteAsync(this TenantTransaction transaction, string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var batch = transaction.Batch(sql, Parameters(values));
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads every row, in a transaction of the tenant's.</summary>
    public static Task<List<T>> ReadAsync<T>(this TenantTransaction transaction, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values) =>
        transaction.Batch(sql, Parameters(values)).ReadAsync(read, cancellationToken);

    /// <summary>Reads every row.</summary>
    public static async Task<List<T>> ReadAsync<T>(this TenantBatch batch, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var owned = batch;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, read, cancellationToken);
    }

    /// <summary>Reads every row.</summary>
    public static async Task<List<T>> ReadAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var owned = command;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, read, cancellationToken);
    }

    /// <summary>Whether a table is there: some are on another database, behind a tool server.</summary>
    public static async Task<bool> HasTableAsync(this TenantDatabase database, string table, CancellationToken cancellationToken) =>
        (await database.Create(EdgeSweep.Table, table).ReadAsync(row => row.GetBoolean(0), cancellationToken)).Single();

    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlParameter[] Parameters(ReadOnlySpan<object?> values)
    {
        var parameters = new NpgsqlParameter[values.Length];
        for (var index = 0; index < values.Length; index++)
            parameters[index] = Parameter(values[index]);
        return parameters;
    }

    // What has a type of its own already keeps it.
    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = DBNull.Value },
        NpgsqlParameter typed => typed,
        _ => new() { Value = value },
    };
}
