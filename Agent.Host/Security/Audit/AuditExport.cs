using System.Text.Json;

namespace Agent.Host.Security.Audit;

/// <summary>A tenant's log as lines of JSON: where it begins, if not with its first row, the rows, and behind them the checkpoints.</summary>
internal static class AuditExport
{
    /// <summary>Writes a tenant's log.</summary>
    public static async Task WriteAsync(AuditStore store, string tenant, TextWriter output, CancellationToken cancellationToken)
    {
        await using var log = await store.OpenAsync(tenant, cancellationToken);
        if (log.Beginning is not null)
            await output.WriteLineAsync(JsonSerializer.Serialize(log.Beginning, AuditJsonContext.Default.AuditBeginning));
        await foreach (var row in log.ReadAsync(cancellationToken))
            await output.WriteLineAsync(JsonSerializer.Serialize(row, AuditJsonContext.Default.AuditRow));
        foreach (var checkpoint in log.Checkpoints)
            await output.WriteLineAsync(JsonSerializer.Serialize(checkpoint, AuditJsonContext.Default.AuditCheckpoint));
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ConfigurationFaultException">The file is no export.</exception>
    public static (IReadOnlyList<AuditRow> Rows, IReadOnlyList<AuditCheckpoint> Checkpoints, AuditBeginning? Beginning) Read(string path)
    {
        List<AuditRow> rows = [];
        List<AuditCheckpoint> checkpoints = [];
        AuditBeginning? beginning = null;
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line.Contains("\"beginsBehind\":", StringComparison.Ordinal) && !line.Contains("\"details\":", StringComparison.Ordinal))
                    beginning = beginning is null ? JsonSerializer.Deserialize(line, AuditJsonContext.Default.AuditBeginning) : throw new JsonException("the log begins twice");
                else if (line.Contains("\"signature\":", StringComparison.Ordinal) && !line.Contains("\"details\":", StringComparison.Ordinal))
                    checkpoints.Add(JsonSerializer.Deserialize(line, AuditJsonContext.Default.AuditCheckpoint)!);
                else
                    rows.Add(Whole(JsonSerializer.Deserialize(line, AuditJsonContext.Default.AuditRow)));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigurationFaultException("--file", $"cannot be read{(number > 0 ? $" in line {number}" : "")}: {exception.Message}", exception);
        }

        return (rows, checkpoints, beginning);
    }

    private static AuditRow Whole(AuditRow? row) => row is { Tenant: not null, Actor: not null, Act: not null, Subject: not null, RequestId: not null, Details: not null, Hash: not null }
        ? row : throw new JsonException("a member is missing");
}
