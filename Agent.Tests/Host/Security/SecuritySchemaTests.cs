using Agent.Host.Security.Storage;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Tests.Host.Security;

internal sealed class SecuritySchemaTests
{
    [Test, CancelAfter(60_000)]
    public async Task The_migrated_schema_is_the_models_and_every_key_starts_with_the_tenant(CancellationToken cancellationToken)
    {
        await using var created = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var context = Context(created))
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript(), cancellationToken);
        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var context = Context(migrated))
            await context.Database.MigrateAsync(cancellationToken);
        var expected = await SchemaSnapshot.ReadAsync(created, SecurityDbContext.Schema, SecurityDbContext.MigrationsTable, cancellationToken);
        var found = await SchemaSnapshot.ReadAsync(migrated, SecurityDbContext.Schema, SecurityDbContext.MigrationsTable, cancellationToken);
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(found.Where(fact => fact.StartsWith("constraint pk_", StringComparison.Ordinal)), Is.Not.Empty.And.All.Contains("PRIMARY KEY (tenant"));
    }

    private static SecurityDbContext Context(NpgsqlDataSource database)
    {
        var options = new DbContextOptionsBuilder<SecurityDbContext>();
        SecurityDbContext.Configure(options, database);
        return new(options.Options);
    }
}
