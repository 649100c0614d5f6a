using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace Agent.Processes.Persistence;

/// <summary>Reads again what a cut connection did not answer; for about three seconds, the first time at once.</summary>
internal sealed class StorageRetryStrategy(ExecutionStrategyDependencies dependencies)
    : NpgsqlRetryingExecutionStrategy(dependencies, Attempts, TimeSpan.FromSeconds(1), [])
{
    private const int Attempts = 4;

    /// <summary>A transaction of the caller's is no fault; there, nothing is tried again.</summary>
    protected override void OnFirstExecution() => ExceptionsEncountered.Clear();

    // Inside a transaction what went before would be missing.
    protected override bool ShouldRetryOn(Exception? exception) =>
        Dependencies.CurrentContext.Context.Database.CurrentTransaction is null && StorageFault.IsTransient(exception);
}
