using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Reservations;
using Agent.Plugins.Airline.Storage;
using Agent.Plugins.Calling.Auditing;
using Agent.Plugins.Customers;
using Agent.Plugins.Effects;
using Agent.Plugins.Knowledge;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;
using Agent.Plugins.Refunds;
using Agent.Plugins.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Agent.Plugins.BackOffice;

/// <summary>The shop's own data, in its own schema: nothing here knows of conversations beyond an id on a ticket.</summary>
internal sealed class BackOfficeDbContext(DbContextOptions<BackOfficeDbContext> options) : DbContext(options)
{
    public const string Schema = "backoffice";

    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<PaymentMethod> PaymentMethods => Set<PaymentMethod>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<ProductVariant> ProductVariants => Set<ProductVariant>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<ItemReturn> Returns => Set<ItemReturn>();
    public DbSet<Ticket> Tickets => Set<Ticket>();
    public DbSet<ToolEffect> ToolEffects => Set<ToolEffect>();
    public DbSet<ToolAuditEntry> ToolAudit => Set<ToolAuditEntry>();

    public DbSet<ToolActEntry> ToolActs => Set<ToolActEntry>();
    public DbSet<Refund> Refunds => Set<Refund>();
    public DbSet<Article> Articles => Set<Article>();

    public DbSet<AirlineDesk> AirlineDesks => Set<AirlineDesk>();
    public DbSet<Flight> Flights => Set<Flight>();
    public DbSet<Flyer> Flyers => Set<Flyer>();
    public DbSet<Reservation> Reservations => Set<Reservation>();

    public static void Configure(DbContextOptionsBuilder builder, NpgsqlDataSource dataSource)
    {
        builder.UseNpgsql(dataSource, npgsql => npgsql.MigrationsHistoryTable("migrations", Schema)
            .UseQuerySplittingBehavior(QuerySplittingBehavior.SingleQuery)); // a profile is a handful of rows: one round trip beats three
        builder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        // Migrations are written by hand, without a model snapshot; a test compares the migrated schema with the model instead.
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.ApplyConfiguration(new CustomerConfiguration());
        modelBuilder.ApplyConfiguration(new PaymentMethodConfiguration());
        modelBuilder.ApplyConfiguration(new ProductConfiguration());
        modelBuilder.ApplyConfiguration(new ProductVariantConfiguration());
        modelBuilder.ApplyConfiguration(new OrderConfiguration());
        modelBuilder.ApplyConfiguration(new ItemReturnConfiguration());
        modelBuilder.ApplyConfiguration(new TicketConfiguration());
        modelBuilder.ApplyConfiguration(new ToolEffectConfiguration());
        modelBuilder.ApplyConfiguration(new ToolAuditConfiguration());
        modelBuilder.ApplyConfiguration(new ToolActConfiguration());
        modelBuilder.ApplyConfiguration(new RefundConfiguration());
        modelBuilder.ApplyConfiguration(new ArticleConfiguration());
        modelBuilder.ApplyConfiguration(new AirlineDeskConfiguration());
        modelBuilder.ApplyConfiguration(new FlightConfiguration());
        modelBuilder.ApplyConfiguration(new FlyerConfiguration());
        modelBuilder.ApplyConfiguration(new ReservationConfiguration());
    }
}
