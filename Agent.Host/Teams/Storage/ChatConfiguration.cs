using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Host.Teams.Storage;

internal sealed class ChatConfiguration : IEntityTypeConfiguration<ChatEntity>
{
    public void Configure(EntityTypeBuilder<ChatEntity> builder)
    {
        builder.ToTable("chats");
        builder.HasKey(c => new { c.Tenant, c.Id }).HasName("pk_chats");
        builder.Property(c => c.Tenant).HasColumnName("tenant");
        builder.Property(c => c.Id).HasColumnName("id");
        builder.Property(c => c.TeamsId).HasColumnName("teams_id");
        builder.Property(c => c.Kind).HasColumnName("kind");
        builder.Property(c => c.UserId).HasColumnName("user_id");
        builder.Property(c => c.ChannelUserId).HasColumnName("channel_user_id");
        builder.Property(c => c.UserName).HasColumnName("user_name");
        builder.Property(c => c.BotId).HasColumnName("bot_id");
        builder.Property(c => c.ServiceUrl).HasColumnName("service_url");
        builder.Property(c => c.Locale).HasColumnName("locale");
        builder.Property(c => c.ConversationId).HasColumnName("conversation_id");
        builder.Property(c => c.LastTurn).HasColumnName("last_turn");
        builder.Property(c => c.LastEvent).HasColumnName("last_event");
        builder.Property(c => c.WatchedTurn).HasColumnName("watched_turn");
        builder.Property(c => c.LookAt).HasColumnName("look_at");
        builder.Property(c => c.StreamId).HasColumnName("stream_id");
        builder.Property(c => c.StreamTurn).HasColumnName("stream_turn");
        builder.Property(c => c.StreamBeganAt).HasColumnName("stream_began_at");
        builder.Property(c => c.SeenAt).HasColumnName("seen_at");
        builder.Property(c => c.WroteAt).HasColumnName("wrote_at");
        builder.Property(c => c.IsGone).HasColumnName("is_gone");
        builder.HasIndex(c => c.LookAt).HasDatabaseName("ix_chats_look_at").HasFilter("watched_turn IS NOT NULL");
        builder.HasIndex(c => new { c.Tenant, c.ConversationId }).HasDatabaseName("ix_chats_conversation").HasFilter("conversation_id IS NOT NULL");
        builder.HasIndex(c => new { c.Tenant, c.UserId }).HasDatabaseName("ix_chats_user");
    }
}
