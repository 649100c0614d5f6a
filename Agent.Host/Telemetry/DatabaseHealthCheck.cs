using Agent.Host.Database;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Agent.Host.Telemetry;

/// <summary>Whether the database answers and is up to date.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource dataSource, DatabaseMigrator migrator) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!migrator.IsDone)
            return HealthCheckResult.Unhealthy("The database is being migrated.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", exception);
        }
    }
}
