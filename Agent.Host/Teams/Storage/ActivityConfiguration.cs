using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Teams.Storage;

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<ActivityEntity>
{
    public void Configure(EntityTypeBuilder<ActivityEntity> builder)
    {
        builder.ToTable("activities");
        builder.HasKey(a => new { a.Tenant, a.TeamsId, a.ActivityId }).HasName("pk_activities");
        builder.Property(a => a.Tenant).HasColumnName("tenant");
        builder.Property(a => a.TeamsId).HasColumnName("teams_id");
        builder.Property(a => a.ActivityId).HasColumnName("activity_id");
        builder.Property(a => a.Number).HasColumnName("number").UseIdentityAlwaysColumn();
        builder.Property(a => a.ClickKey).HasColumnName("click_key");
        builder.Property(a => a.ChatId).HasColumnName("chat_id");
        builder.Property(a => a.Body).HasColumnName("body").HasColumnType("jsonb");
        builder.Property(a => a.Answer).HasColumnName("answer"); // to the letter: a copy gets the very same answer
        builder.Property(a => a.RequestId).HasColumnName("request_id");
        builder.Property(a => a.IsDone).HasColumnName("is_done");
        builder.Property(a => a.Attempts).HasColumnName("attempts");
        builder.Property(a => a.HeldUntil).HasColumnName("held_until");
        builder.Property(a => a.ReceivedAt).HasColumnName("received_at");
        builder.HasIndex(a => new { a.Tenant, a.TeamsId, a.ClickKey }).IsUnique().HasDatabaseName("ux_activities_click").HasFilter("click_key IS NOT NULL");
        builder.HasIndex(a => new { a.Tenant, a.ChatId, a.Number }).HasDatabaseName("ix_activities_waiting").HasFilter("NOT is_done");
        builder.HasIndex(a => a.ReceivedAt).HasDatabaseName("ix_activities_received_at");
    }
}
