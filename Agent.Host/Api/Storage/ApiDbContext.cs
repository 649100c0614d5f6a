using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Agent.Host.Api.Storage;

/// <summary>What the edge itself has to remember, for every replica. Schema <c>api</c>; every table's key starts with the tenant.</summary>
internal sealed class ApiDbContext(DbContextOptions<ApiDbContext> options) : DbContext(options)
{
    public const string Schema = "api";
    public const string MigrationsTable = "migrations";

    public DbSet<StoredAnswerEntity> Answers => Set<StoredAnswerEntity>();

    public DbSet<BucketEntity> Buckets => Set<BucketEntity>();

    public DbSet<PlaceEntity> Places => Set<PlaceEntity>();

    public static DbContextOptions<ApiDbContext> OptionsFor(NpgsqlDataSource database) => new DbContextOptionsBuilder<ApiDbContext>()
        .UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable(MigrationsTable, Schema))
        // The migrations are written by hand and have no snapshot; a test compares the migrated schema with the model instead.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)).Options;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.ApplyConfiguration(new StoredAnswerConfiguration());
        modelBuilder.ApplyConfiguration(new BucketConfiguration());
        modelBuilder.ApplyConfiguration(new PlaceConfiguration());
    }
}
