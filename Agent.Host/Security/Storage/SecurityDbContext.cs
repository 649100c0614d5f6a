using Agent.Host.Security.Audit.Storage;
using Agent.Host.Privacy.Storage;
using Agent.Host.Security.Keys;
using Agent.Host.Security.People;
using Agent.Host.Security.Sessions;
using Agent.Host.Security.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Agent.Host.Security.Storage;

/// <summary>Who may use the service. Schema <c>security</c>; every table's key starts with the tenant.</summary>
internal sealed class SecurityDbContext(DbContextOptions<SecurityDbContext> options) : DbContext(options)
{
    public const string Schema = "security";
    public const string MigrationsTable = "migrations";

    public DbSet<ApiKeyEntity> ApiKeys => Set<ApiKeyEntity>();

    public DbSet<TenantEntity> Tenants => Set<TenantEntity>();

    public DbSet<AuditEntity> Audit => Set<AuditEntity>();

    public DbSet<AuditCheckpointEntity> AuditCheckpoints => Set<AuditCheckpointEntity>();

    public DbSet<AuditBeginningEntity> AuditBeginnings => Set<AuditBeginningEntity>();

    public DbSet<CustomerKeyEntity> CustomerKeys => Set<CustomerKeyEntity>();

    public DbSet<ErasureEntity> Erasures => Set<ErasureEntity>();

    public DbSet<StoredKeyEntity> SessionKeys => Set<StoredKeyEntity>();

    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) => options
        .UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable(MigrationsTable, Schema))
        // The migrations are written by hand and have no snapshot; a test compares the migrated schema with the model instead.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.ApplyConfiguration(new ApiKeyConfiguration());
        modelBuilder.ApplyConfiguration(new TenantConfiguration());
        modelBuilder.ApplyConfiguration(new StoredKeyConfiguration());
        modelBuilder.ApplyConfiguration(new AuditConfiguration());
        modelBuilder.ApplyConfiguration(new AuditCheckpointConfiguration());
        modelBuilder.ApplyConfiguration(new AuditBeginningConfiguration());
        modelBuilder.ApplyConfiguration(new CustomerKeyConfiguration());
        modelBuilder.ApplyConfiguration(new ErasureConfiguration());
    }
}
