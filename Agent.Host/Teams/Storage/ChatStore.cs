using Agent.Host.Database;
using Agent.Processes;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Teams.Storage;

/// <summary>Chats, and whose answer is waited for in them.</summary>
internal sealed class ChatStore(TenantDatabase database)
{
    /// <summary>Somebody who looks for an answer has the chat for this long.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(45);

    internal const string TakeWatched =
        $"""
        UPDATE teams.chats c SET look_at = now() + $2
        FROM (
            SELECT tenant, id FROM teams.chats WHERE watched_turn IS NOT NULL AND look_at <= now()
            ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED
        ) due
        WHERE c.tenant = due.tenant AND c.id = due.id
        RETURNING {Chat.Columns}
        """;

    public async Task<Chat?> FindAsync(string tenant, string id, CancellationToken cancellationToken) => (await database.Create(
        $"SELECT {Chat.Columns} FROM teams.chats c WHERE tenant = $1 AND id = $2", tenant, id).ReadAsync(Chat.Read, cancellationToken)).SingleOrDefault();

    /// <summary>The one-to-one chats of some people, as far as the bot may write to them.</summary>
    public Task<List<Chat>> FindPersonalAsync(string tenant, string[] userIds, CancellationToken cancellationToken) => database.Create(
        $"SELECT {Chat.Columns} FROM teams.chats c WHERE tenant = $1 AND lower(user_id) = ANY($2) AND kind = 'personal' AND NOT is_gone", tenant,
        userIds.Select(id => id.ToLowerInvariant()).ToArray()).ReadAsync(Chat.Read, cancellationToken);

    /// <summary>The chat that a conversation is held in; null for one that is held elsewhere.</summary>
    public async Task<Chat?> FindByConversationAsync(ConversationKey key, CancellationToken cancellationToken) => (await database.Create(
        $"SELECT {Chat.Columns} FROM teams.chats c WHERE tenant = $1 AND conversation_id = $2", key.Tenant, key.Id).ReadAsync(Chat.Read, cancellationToken)).FirstOrDefault();

    /// <summary>
    /// A channel as a chat of its own, with nobody behind it. It is reached the way the tenant's last activity came; who has removed the app from the team is asked again, once.
    /// </summary>
    public async Task<Chat> OpenChannelAsync(string tenant, string channelId, TeamsOptions options, CancellationToken cancellationToken) => (await database.Create(
        $"""
        INSERT INTO teams.chats AS c (tenant, id, teams_id, kind, user_id, channel_user_id, user_name, bot_id, service_url, locale, last_turn, last_event, seen_at, wrote_at, is_gone)
        SELECT $1, $2, $2, 'channel', '', '', '', coalesce(known.bot_id, $3), coalesce(known.service_url, $4), coalesce(known.locale, 'en'), 0, 0, now(), now(), false
        FROM (SELECT) one LEFT JOIN LATERAL (
            SELECT bot_id, service_url, locale FROM teams.chats WHERE tenant = $1 AND id <> $2 AND bot_id <> '' ORDER BY seen_at DESC LIMIT 1
        ) known ON true
        ON CONFLICT (tenant, id) DO UPDATE SET bot_id = EXCLUDED.bot_id, service_url = EXCLUDED.service_url, is_gone = false
        RETURNING {Chat.Columns}
        """, tenant, channelId, $"28:{options.AppId}", options.ServiceUrl).ReadAsync(Chat.Read, cancellationToken)).Single();

    /// <summary>Notes which conversation a chat is, from now on.</summary>
    public Task BindAsync(Chat chat, string? conversationId, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.chats SET conversation_id = $3, last_turn = 0, last_event = 0, watched_turn = NULL, look_at = NULL WHERE tenant = $1 AND id = $2",
        chat.Tenant, cancellationToken, chat.Id, conversationId);

    /// <summary>Notes that a person cannot be reached, unless something has come from them since the chat was read.</summary>
    public Task NoteGoneAsync(Chat chat, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.chats SET is_gone = true WHERE tenant = $1 AND id = $2 AND seen_at = $3", chat.Tenant, cancellationToken, chat.Id, chat.SeenAt);

    /// <summary>Takes chats in which an answer is due to be looked for.</summary>
    public Task<List<Chat>> TakeWatchedAsync(int limit, CancellationToken cancellationToken) =>
        database.Create(EdgeSweep.TeamsWatchedTake, limit, s_look).ReadAsync(Chat.Read, cancellationToken);

    /// <summary>Keeps a chat for whoever has taken it to look for an answer.</summary>
    /// <returns>False when nothing is looked for in it any more.</returns>
    public async Task<bool> HoldAsync(Chat chat, CancellationToken cancellationToken) => await database.ExecuteAsync(
        "UPDATE teams.chats SET look_at = now() + $4 WHERE tenant = $1 AND id = $2 AND watched_turn = $3",
        chat.Tenant, cancellationToken, chat.Id, chat.WatchedTurn!.Value, s_look) > 0;

    /// <summary>Notes the stream that shows the answer of the turn that is looked for: whoever goes on after a crash can end it.</summary>
    public Task BeginStreamAsync(Chat chat, string streamId, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.chats SET stream_id = $4, stream_turn = $3, stream_began_at = now() WHERE tenant = $1 AND id = $2 AND watched_turn = $3",
        chat.Tenant, cancellationToken, chat.Id, chat.WatchedTurn!.Value, streamId);

    /// <summary>Looks again after a while, unless somebody else has taken the chat meanwhile.</summary>
    public Task LookLaterAsync(Chat chat, TimeSpan pause, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.chats SET look_at = now() + $4 WHERE tenant = $1 AND id = $2 AND watched_turn = $3 AND look_at = $5",
        chat.Tenant, cancellationToken, chat.Id, chat.WatchedTurn!.Value, pause, chat.LookAt!.Value);
}
