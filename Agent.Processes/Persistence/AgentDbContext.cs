using Agent.Processes.Persistence.Batches;
using Agent.Processes.Persistence.Budgets;
using Agent.Processes.Persistence.Usage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Persistence;

/// <summary>Conversations and what happened in them. Schema <c>agent</c>; every table's key starts with the tenant, but for the replicas and what was in force on them, which serve all tenants.</summary>
internal sealed class AgentDbContext(DbContextOptions<AgentDbContext> options) : DbContext(options)
{
    public const string Schema = "agent";
    public const string MigrationsTable = "migrations";

    public DbSet<ConversationEntity> Conversations => Set<ConversationEntity>();

    public DbSet<InputEntity> Inbox => Set<InputEntity>();

    public DbSet<CheckpointEntity> Checkpoints => Set<CheckpointEntity>();

    public DbSet<PayloadEntity> Payloads => Set<PayloadEntity>();

    public DbSet<ApprovalEntity> Approvals => Set<ApprovalEntity>();

    public DbSet<LineageEntity> Lineage => Set<LineageEntity>();

    public DbSet<TakeOverEntity> TakeOvers => Set<TakeOverEntity>();

    public DbSet<FeedbackEntity> Feedback => Set<FeedbackEntity>();

    public DbSet<ReplicaEntity> Replicas => Set<ReplicaEntity>();

    public DbSet<ReplayRunEntity> ReplayRuns => Set<ReplayRunEntity>();

    public DbSet<ReplayItemEntity> ReplayItems => Set<ReplayItemEntity>();

    public DbSet<ReplayCountEntity> ReplayCounts => Set<ReplayCountEntity>();
    public DbSet<ModelBatchEntity> ModelBatches => Set<ModelBatchEntity>();

    public DbSet<ModelBatchCallEntity> ModelBatchCalls => Set<ModelBatchCallEntity>();

    public DbSet<DigestEntity> Digests => Set<DigestEntity>();

    public DbSet<DefinitionEntity> Definitions => Set<DefinitionEntity>();

    public DbSet<TermsEntity> Terms => Set<TermsEntity>();

    public DbSet<MeasureEntity> Measures => Set<MeasureEntity>();

    public DbSet<AnomalyEntity> Anomalies => Set<AnomalyEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.ApplyConfiguration(new ConversationConfiguration());
        modelBuilder.ApplyConfiguration(new InputConfiguration());
        modelBuilder.ApplyConfiguration(new CheckpointConfiguration());
        modelBuilder.ApplyConfiguration(new PayloadConfiguration());
        modelBuilder.ApplyConfiguration(new ApprovalConfiguration());
        modelBuilder.ApplyConfiguration(new LineageConfiguration());
        modelBuilder.ApplyConfiguration(new TakeOverConfiguration());
        modelBuilder.ApplyConfiguration(new FeedbackConfiguration());
        modelBuilder.ApplyConfiguration(new ReplicaConfiguration());
        modelBuilder.ApplyConfiguration(new ReplayRunConfiguration());
        modelBuilder.ApplyConfiguration(new ReplayItemConfiguration());
        modelBuilder.ApplyConfiguration(new ReplayCountConfiguration());
        modelBuilder.ApplyConfiguration(new ModelBatchConfiguration());
        modelBuilder.ApplyConfiguration(new ModelBatchCallConfiguration());
        modelBuilder.ApplyConfiguration(new UsagePendingConfiguration());
        modelBuilder.ApplyConfiguration(new UsageDayConfiguration());
        modelBuilder.ApplyConfiguration(new UsageConversationConfiguration());
        modelBuilder.ApplyConfiguration(new UsageFeatureConfiguration());
        modelBuilder.ApplyConfiguration(new AnomalyConfiguration());
        modelBuilder.ApplyConfiguration(new BudgetConfiguration());
        modelBuilder.ApplyConfiguration(new ReservationConfiguration());
        modelBuilder.ApplyConfiguration(new DigestConfiguration());
        modelBuilder.ApplyConfiguration(new DigestProgressConfiguration());
        modelBuilder.ApplyConfiguration(new MeasureConfiguration());
        modelBuilder.ApplyConfiguration(new DefinitionConfiguration());
        modelBuilder.ApplyConfiguration(new TermsConfiguration());
    }
}
