using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Agent.Host.Webhooks.Storage;

/// <summary>Webhooks and what is to be told to them. Schema <c>webhooks</c>; every table's key starts with the tenant.</summary>
internal sealed class WebhooksDbContext(DbContextOptions<WebhooksDbContext> options) : DbContext(options)
{
    public const string Schema = "webhooks";
    public const string MigrationsTable = "migrations";

    public DbSet<SubscriptionEntity> Subscriptions => Set<SubscriptionEntity>();

    public DbSet<DeliveryEntity> Deliveries => Set<DeliveryEntity>();

    public static DbContextOptions<WebhooksDbContext> OptionsFor(NpgsqlDataSource database)
    {
        var options = new DbContextOptionsBuilder<WebhooksDbContext>();
        Configure(options, database);
        return options.Options;
    }

    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) => options
        .UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable(MigrationsTable, Schema))
        // The migrations are written by hand and have no snapshot; a test compares the migrated schema with the model instead.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.ApplyConfiguration(new SubscriptionConfiguration());
        modelBuilder.ApplyConfiguration(new DeliveryConfiguration());
    }
}
