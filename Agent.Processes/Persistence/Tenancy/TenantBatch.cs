using Npgsql;

namespace Agent.Processes.Persistence.Tenancy;

/// <summary>Statements for one tenant, sent in one round trip. In front of them travels the one that binds them; whoever reads the answer does not see its row.</summary>
public sealed class TenantBatch : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch;
    private readonly bool _isBound;

    /// <param name="batch">An empty batch, owned by this one from now on.</param>
    /// <param name="bind">What binds it; null where it is bound already, or no wall stands.</param>
    internal TenantBatch(NpgsqlBatch batch, NpgsqlBatchCommand? bind)
    {
        (_batch, _isBound) = (batch, bind is not null);
        if (bind is not null)
        {
            batch.BatchCommands.Add(bind);
        }
    }

    /// <summary>Adds one behind those that are there.</summary>
    public void Add(NpgsqlBatchCommand statement) => _batch.BatchCommands.Add(statement);

    /// <summary>The answer, at the first row of the first statement.</summary>
    public async Task<NpgsqlDataReader> ExecuteReaderAsync(CancellationToken cancellationToken)
    {
        var reader = await _batch.ExecuteReaderAsync(cancellationToken);
        if (!_isBound)
        {
            return reader;
        }

        try
        {
            await reader.NextResultAsync(cancellationToken);
            return reader;
        }
        catch (Exception)
        {
            await reader.DisposeAsync(); // gives the connection back
            throw;
        }
    }

    /// <summary>The first value of the first row; null without a row.</summary>
    public async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        if (!_isBound)
        {
            return await _batch.ExecuteScalarAsync(cancellationToken);
        }

        await using var reader = await ExecuteReaderAsync(cancellationToken);
        var value = await reader.ReadAsync(cancellationToken) ? reader.GetValue(0) : null;
        while (await reader.NextResultAsync(cancellationToken))
        {
            // Read to the end: an error of the commit shows there.
        }

        return value;
    }

    /// <summary>How many rows were written, by all statements together.</summary>
    public Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => _batch.ExecuteNonQueryAsync(cancellationToken);

    /// <summary>Gives its connection back.</summary>
    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
