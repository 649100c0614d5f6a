using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Teams.Storage;

/// <summary>What goes out: in order per chat, each once, by whatever replica has time.</summary>
internal sealed class OutboxStore(TenantDatabase database)
{
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(45);

    /// <summary>Teams ends a stream after two minutes; what would come later than this goes out by itself.</summary>
    private static readonly TimeSpan s_streamTime = TimeSpan.FromSeconds(115);

    private const string Add =
        """
        INSERT INTO teams.outbox (tenant, key, chat_id, body, approval_id, nonce, is_open, stream_id, stream_until, shown, is_done, attempts, next_at, created_at)
        VALUES ($1, $2, $3, $4::jsonb, $5, $6, $5 IS NOT NULL, $7, (SELECT stream_began_at + $9 FROM teams.chats WHERE tenant = $1 AND id = $3), $8, false, 0, now(), now())
        ON CONFLICT (tenant, key) DO NOTHING
        """;

    // The end of a stream that was tried before is tried as such even when the stream's time is over: only Teams knows whether it arrived.
    internal const string Due =
        $"""
        WITH due AS (
            UPDATE teams.outbox o SET next_at = now() + $2, attempts = attempts + 1
            FROM (
                SELECT tenant, number FROM teams.outbox w
                WHERE NOT is_done AND next_at <= now()
                    AND NOT EXISTS (SELECT FROM teams.outbox f WHERE f.tenant = w.tenant AND f.chat_id = w.chat_id AND NOT f.is_done AND f.number < w.number)
                ORDER BY number LIMIT $1 FOR UPDATE SKIP LOCKED
            ) first
            WHERE o.tenant = first.tenant AND o.number = first.number
            RETURNING o.*
        )
        SELECT {Chat.Columns}, due.number, due.body, due.replaces IS NOT NULL, card.sent_id, due.attempts,
            CASE WHEN due.attempts > 1 OR due.stream_until > now() THEN due.stream_id END, due.shown
        FROM due JOIN teams.chats c ON c.tenant = due.tenant AND c.id = due.chat_id
        LEFT JOIN teams.outbox card ON card.tenant = due.tenant AND card.number = due.replaces
        ORDER BY due.number
        """;

    /// <summary>Puts something into the outbox.</summary>
    public Task AddAsync(Chat chat, OutgoingMessage outgoing, CancellationToken cancellationToken) => database.ExecuteAsync(Add, chat.Tenant, cancellationToken, Values(chat, outgoing));

    /// <summary>Puts the answer of a turn into the outbox, and goes on to the next turn: both or neither.</summary>
    /// <param name="chat">The chat, as it was taken.</param>
    /// <param name="answer">What to send.</param>
    /// <param name="mayFollow">Whether a turn may follow that no message of this chat began: somebody is to decide something.</param>
    /// <param name="pause">How long until the next look, where nothing is known to follow.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task AnswerAsync(Chat chat, IEnumerable<OutgoingMessage> answer, bool mayFollow, TimeSpan pause, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(chat.Tenant, cancellationToken);
        foreach (var outgoing in answer)
            await transaction.ExecuteAsync(Add, cancellationToken, [chat.Tenant, .. Values(chat, outgoing)]);
        await transaction.ExecuteAsync(
            """
            UPDATE teams.chats SET
                watched_turn = CASE WHEN last_turn > $3 OR $4 THEN $3 + 1 END,
                look_at = CASE WHEN last_turn > $3 THEN now() ELSE now() + $5 END,
                stream_id = NULL, stream_turn = NULL, stream_began_at = NULL
            WHERE tenant = $1 AND id = $2 AND watched_turn = $3
            """, cancellationToken, chat.Tenant, chat.Id, chat.WatchedTurn!.Value, mayFollow, pause);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes what is to be sent now, at most one of a chat.</summary>
    public Task<List<DueOutgoing>> TakeDueAsync(int limit, CancellationToken cancellationToken) => database.Create(EdgeSweep.TeamsOutboxTake, limit, s_hold).ReadAsync(
        row => new DueOutgoing(
            Chat.Read(row), row.GetInt64(Chat.Width), row.GetString(Chat.Width + 1), row.GetBoolean(Chat.Width + 2), row.Text(Chat.Width + 3), row.GetInt32(Chat.Width + 4),
            row.Text(Chat.Width + 5), row.Text(Chat.Width + 6)), cancellationToken);

    /// <summary>Notes that something has arrived.</summary>
    /// <param name="sent">What.</param>
    /// <param name="id">Its id in Teams, when it is new.</param>
    /// <param name="correction">What is to be put in its place: a stream must end with what it began with, whatever the answer became.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task NoteSentAsync(DueOutgoing sent, string? id, string? correction, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        WITH sent AS (UPDATE teams.outbox SET is_done = true, sent_id = coalesce($3, sent_id) WHERE tenant = $1 AND number = $2 RETURNING chat_id)
        INSERT INTO teams.outbox (tenant, key, chat_id, body, replaces, is_open, is_done, attempts, next_at, created_at)
        SELECT $1, 'corrected:' || $2, chat_id, $4::jsonb, $2, false, false, 0, now(), now() FROM sent WHERE $4 IS NOT NULL
        ON CONFLICT (tenant, key) DO NOTHING
        """, sent.Chat.Tenant, cancellationToken, sent.Number, id, correction);

    /// <summary>Notes that a part of something has arrived, and what is left of it: that goes out next, before anything behind it.</summary>
    public Task NotePartAsync(DueOutgoing sent, string rest, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.outbox SET body = $3::jsonb, attempts = 0, next_at = now(), stream_id = NULL, shown = NULL WHERE tenant = $1 AND number = $2",
        sent.Chat.Tenant, cancellationToken, sent.Number, rest);

    public Task PutOffAsync(DueOutgoing outgoing, TimeSpan pause, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.outbox SET next_at = now() + $3 WHERE tenant = $1 AND number = $2",
        outgoing.Chat.Tenant, cancellationToken, outgoing.Number, pause);

    public Task GiveUpAsync(DueOutgoing outgoing, string failure, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.outbox SET is_done = true, is_open = false, failure = $3 WHERE tenant = $1 AND number = $2",
        outgoing.Chat.Tenant, cancellationToken, outgoing.Number, failure);

    /// <summary>Whether something waits to be sent to a chat.</summary>
    public async Task<bool> HasWaitingAsync(Chat chat, CancellationToken cancellationToken) => (await database.Create(
        "SELECT EXISTS (SELECT FROM teams.outbox WHERE tenant = $1 AND chat_id = $2 AND NOT is_done)", chat.Tenant, chat.Id)
        .ReadAsync(row => row.GetBoolean(0), cancellationToken)).Single();

    /// <summary>Which of some keys are there already.</summary>
    public async Task<HashSet<string>> FindKeysAsync(string tenant, string[] keys, CancellationToken cancellationToken) => [.. await database.Create(
        "SELECT key FROM teams.outbox WHERE tenant = $1 AND key = ANY($2)", tenant, keys).ReadAsync(row => row.GetString(0), cancellationToken)];

    /// <summary>The key of what was sent to a chat under some id in Teams; null when that was nothing of ours, or long ago.</summary>
    public async Task<string?> FindKeyAsync(string tenant, string chatTeamsId, string sentId, CancellationToken cancellationToken) => (await database.Create(
        """
        SELECT o.key FROM teams.outbox o JOIN teams.chats c ON c.tenant = o.tenant AND c.id = o.chat_id
        WHERE o.tenant = $1 AND o.sent_id = $3 AND c.teams_id = $2 AND o.replaces IS NULL LIMIT 1
        """, tenant, chatTeamsId, sentId).ReadAsync(row => row.GetString(0), cancellationToken)).FirstOrDefault();

    private static object?[] Values(Chat chat, OutgoingMessage outgoing) =>
        [outgoing.Key, chat.Id, outgoing.Body.ToJsonString(), outgoing.ApprovalId, outgoing.Nonce, outgoing.StreamId, outgoing.Shown, s_streamTime];
}
