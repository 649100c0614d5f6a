using Agent.Processes;
using Agent.Processes.Persistence;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Tests.Processes.Persistence;

internal sealed class AgentSchemaTests
{
    [Test, CancelAfter(60_000)]
    public async Task The_migrated_schema_is_the_models(CancellationToken cancellationToken)
    {
        await using var created = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var context = Context(created))
        {
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript(), cancellationToken);
        }

        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var context = Context(migrated))
        {
            await context.Database.MigrateAsync(cancellationToken);
        }

        var expected = await SchemaSnapshot.ReadAsync(created, AgentDbContext.Schema, AgentDbContext.MigrationsTable, cancellationToken);
        Assert.That(expected, Is.Not.Empty);
        Assert.That(await SchemaSnapshot.ReadAsync(migrated, AgentDbContext.Schema, AgentDbContext.MigrationsTable, cancellationToken), Is.EqualTo(expected));
    }

    [Test, CancelAfter(60_000)]
    public async Task Every_tables_key_starts_with_the_tenant_but_for_the_replicas_and_what_was_in_force_on_them(CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var context = Context(database);
        await context.Database.MigrateAsync(cancellationToken);
        var keys = (await SchemaSnapshot.ReadAsync(database, AgentDbContext.Schema, AgentDbContext.MigrationsTable, cancellationToken))
            .Where(fact => fact.StartsWith("constraint pk_", StringComparison.Ordinal) && !fact.StartsWith("constraint pk_replicas ", StringComparison.Ordinal)
                && !fact.StartsWith("constraint pk_definitions ", StringComparison.Ordinal)).ToList();
        Assert.That(keys, Has.Count.EqualTo(context.Model.GetEntityTypes().Count() - 2).And.All.Contains("PRIMARY KEY (tenant, "));
    }

    private static AgentDbContext Context(NpgsqlDataSource database)
    {
        var options = new DbContextOptionsBuilder<AgentDbContext>();
        AgentProcesses.Configure(options, database);
        return new(options.Options);
    }
}
