using Agent.Host.Api.Storage;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Tests.Host.Api;

internal sealed class ApiSchemaTests
{
    [Test, CancelAfter(60_000)]
    public async Task The_migrated_schema_is_the_models_and_every_key_starts_with_the_tenant(CancellationToken cancellationToken)
    {
        await using var created = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var context = new ApiDbContext(ApiDbContext.OptionsFor(created));
        await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript(), cancellationToken);
        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await ApiStorage.MigrateAsync(migrated, cancellationToken);

        var expected = await SchemaSnapshot.ReadAsync(created, ApiDbContext.Schema, ApiDbContext.MigrationsTable, cancellationToken);
        var actual = await SchemaSnapshot.ReadAsync(migrated, ApiDbContext.Schema, ApiDbContext.MigrationsTable, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(actual, Is.EqualTo(expected).And.Not.Empty);
        Assert.That(actual.Where(fact => fact.StartsWith("constraint pk_", StringComparison.Ordinal)), Is.Not.Empty.And.All.Contains("PRIMARY KEY (tenant, "));
    }
}
