using Agent.Host.Api.Idempotency;
using Agent.Host.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Host.Api.Storage;

/// <summary>The edge's own tables.</summary>
internal static class ApiStorage
{
    /// <summary>Adds the schema <c>api</c> and what lives on it. Its migrations need a connection without a pooler in between, as all do.</summary>
    public static void AddApiStorage(this IServiceCollection services)
    {
        services.AddApiSchema();
        services.AddSingleton<AnswerStore>();
        services.AddHostedService<AnswerSweep>();
    }

    /// <summary>Adds the schema <c>api</c> alone.</summary>
    public static void AddApiSchema(this IServiceCollection services) =>
        services.AddSingleton(new MigratedSchema("api", async (provider, cancellationToken) =>
        {
            await using var database = AgentDataSource.CreateDirect(provider.GetRequiredService<AgentDatabase>().DirectConnectionString);
            await MigrateAsync(database, cancellationToken);
        }));

    /// <summary>Applies the migrations that are missing.</summary>
    internal static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var db = new ApiDbContext(ApiDbContext.OptionsFor(database));
        await db.Database.MigrateAsync(cancellationToken);
    }
}
