using Agent.Host.Teams.Identities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Agent.Host.Teams.Storage;

/// <summary>What the bot has to remember, for every replica. Schema <c>teams</c>; every table's key starts with the tenant.</summary>
internal sealed class TeamsDbContext(DbContextOptions<TeamsDbContext> options) : DbContext(options)
{
    public const string Schema = "teams";
    public const string MigrationsTable = "migrations";

    public DbSet<ChatEntity> Chats => Set<ChatEntity>();

    public DbSet<ActivityEntity> Activities => Set<ActivityEntity>();

    public DbSet<OutgoingEntity> Outbox => Set<OutgoingEntity>();

    public DbSet<DirectoryEntity> Directories => Set<DirectoryEntity>();

    public DbSet<PersonEntity> People => Set<PersonEntity>();

    public static DbContextOptions<TeamsDbContext> OptionsFor(NpgsqlDataSource database)
    {
        var options = new DbContextOptionsBuilder<TeamsDbContext>();
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
        modelBuilder.ApplyConfiguration(new ChatConfiguration());
        modelBuilder.ApplyConfiguration(new ActivityConfiguration());
        modelBuilder.ApplyConfiguration(new OutgoingConfiguration());
        modelBuilder.ApplyConfiguration(new DirectoryConfiguration());
        modelBuilder.ApplyConfiguration(new PersonConfiguration());
    }
}
