using Agent.Host.Database;
using Agent.Host.Teams.Wire;
using Npgsql;

namespace Agent.Host.Teams.Storage;

/// <summary>A chat as those who work with it read it. See <see cref="ChatEntity"/>.</summary>
internal sealed record Chat(
    string Tenant, string Id, string TeamsId, string Kind, string UserId, string BotId, string ChannelUserId, string ServiceUrl, string Locale,
    string? ConversationId, int LastTurn, int? WatchedTurn, DateTime WroteAt, bool IsGone, DateTime SeenAt,
    string? StreamId, int? StreamTurn, long LastEvent, DateTime? LookAt)
{
    public const string Columns =
        "c.tenant, c.id, c.teams_id, c.kind, c.user_id, c.bot_id, c.channel_user_id, c.service_url, c.locale, c.conversation_id, c.last_turn, c.watched_turn, c.wrote_at, c.is_gone, c.seen_at, "
        + "c.stream_id, c.stream_turn, c.last_event, c.look_at";

    /// <summary>How many <see cref="Columns"/> there are: what else a row holds begins there.</summary>
    public const int Width = 19;

    public bool IsPersonal => Kind == "personal";

    /// <summary>Where an activity came from, though nothing of it is stored.</summary>
    public static Chat Of(Activity activity) => new(
        "", ChatIds.Of(activity), activity.ConversationId, activity.ConversationType, activity.UserId, activity.BotId, activity.ChannelUserId, activity.ServiceUrl, activity.Locale,
        null, 0, null, default, false, default, null, null, 0, null);

    /// <summary>Reads <see cref="Columns"/>.</summary>
    public static Chat Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8),
        row.Text(9), row.GetInt32(10), row.IsDBNull(11) ? null : row.GetInt32(11), row.GetDateTime(12), row.GetBoolean(13), row.GetDateTime(14),
        row.Text(15), row.IsDBNull(16) ? null : row.GetInt32(16), row.GetInt64(17), row.IsDBNull(18) ? null : row.GetDateTime(18));
}
