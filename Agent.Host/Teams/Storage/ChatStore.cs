using Npgsql;

namespace Agent.Host.Teams.Storage;

/// <summary>Chats, and whose answer is waited for in them.</summary>
internal sealed class ChatStore(NpgsqlDataSource database)
{
    /// <summary>Somebody who looks for an answer has the chat for this long.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(45);

    public async Task<Chat?> FindAsync(string tenant, string id, CancellationToken cancellationToken) => (await database.Create(
        $"SELECT {Chat.Columns} FROM teams.chats c WHERE tenant = $1 AND id = $2", tenant, id).ReadAsync(Chat.Read, cancellationToken)).SingleOrDefault();

    /// <summary>The one-to-one chats of some people, as far as the bot may write to them.</summary>
    public Task<List<Chat>> FindPersonalAsync(string tenant, string[] userIds, CancellationToken cancellationToken) => database.Create(
        $"SELECT {Chat.Columns} FROM teams.chats c WHERE tenant = $1 AND lower(user_id) = ANY($2) AND kind = 'personal' AND NOT is_gone", tenant,
        userIds.Select(id => id.ToLowerInvariant()).ToArray()).ReadAsync(Chat.Read, cancellationToken);

    /// <summary>Notes which conversation a chat is, from now on.</summary>
    public Task BindAsync(Chat chat, string? conversationId, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.chats SET conversation_id = $3, last_turn = 0, watched_turn = NULL, look_at = NULL WHERE tenant = $1 AND id = $2", cancellationToken,
        chat.Tenant, chat.Id, conversationId);

    /// <summary>Notes that a person cannot be reached, unless something has come from them since the chat was read.</summary>
    public Task NoteGoneAsync(Chat chat, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.chats SET is_gone = true WHERE tenant = $1 AND id = $2 AND seen_at = $3", cancellationToken, chat.Tenant, chat.Id, chat.SeenAt);

    /// <summary>Takes chats in which an answer is due to be looked for.</summary>
    public Task<List<Chat>> TakeWatchedAsync(int limit, CancellationToken cancellationToken) => database.Create(
        $"""
        UPDATE teams.chats c SET look_at = now() + $2
        FROM (
            SELECT tenant, id FROM teams.chats WHERE watched_turn IS NOT NULL AND look_at <= now()
            ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED
        ) due
        WHERE c.tenant = due.tenant AND c.id = due.id
        RETURNING {Chat.Columns}
        """, limit, s_look).ReadAsync(Chat.Read, cancellationToken);

    /// <summary>Looks again after a while.</summary>
    public Task LookLaterAsync(Chat chat, TimeSpan pause, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.chats SET look_at = now() + $4 WHERE tenant = $1 AND id = $2 AND watched_turn = $3", cancellationToken,
        chat.Tenant, chat.Id, chat.WatchedTurn!.Value, pause);
}
