using Npgsql;

namespace Agent.Host.Teams.Storage;

/// <summary>A chat as those who work with it read it. See <see cref="ChatEntity"/>.</summary>
internal sealed record Chat(
    string Tenant, string Id, string TeamsId, string Kind, string UserId, string BotId, string ChannelUserId, string ServiceUrl, string Locale,
    string? ConversationId, int LastTurn, int? WatchedTurn, DateTime WroteAt, bool IsGone, DateTime SeenAt)
{
    public const string Columns =
        "c.tenant, c.id, c.teams_id, c.kind, c.user_id, c.bot_id, c.channel_user_id, c.service_url, c.locale, c.conversation_id, c.last_turn, c.watched_turn, c.wrote_at, c.is_gone, c.seen_at";

    public bool IsPersonal => Kind == "personal";

    /// <summary>Reads <see cref="Columns"/>.</summary>
    public static Chat Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8),
        row.Text(9), row.GetInt32(10), row.IsDBNull(11) ? null : row.GetInt32(11), row.GetDateTime(12), row.GetBoolean(13), row.GetDateTime(14));
}
