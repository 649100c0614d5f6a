using Npgsql;

namespace Agent.Host.Teams.Storage;

/// <summary>What goes out: in order per chat, each once, by whatever replica has time.</summary>
internal sealed class OutboxStore(NpgsqlDataSource database)
{
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(45);

    private const string Add =
        """
        INSERT INTO teams.outbox (tenant, key, chat_id, body, approval_id, nonce, is_open, is_done, attempts, next_at, created_at)
        VALUES ($1, $2, $3, $4::jsonb, $5, $6, $5 IS NOT NULL, false, 0, now(), now())
        ON CONFLICT (tenant, key) DO NOTHING
        """;

    private static readonly string s_due =
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
        SELECT {Chat.Columns}, due.number, due.body, due.replaces IS NOT NULL, card.sent_id, due.attempts
        FROM due JOIN teams.chats c ON c.tenant = due.tenant AND c.id = due.chat_id
        LEFT JOIN teams.outbox card ON card.tenant = due.tenant AND card.number = due.replaces
        ORDER BY due.number
        """;

    /// <summary>Puts something into the outbox.</summary>
    public Task AddAsync(Chat chat, OutgoingMessage outgoing, CancellationToken cancellationToken) => database.ExecuteAsync(Add, cancellationToken, Values(chat, outgoing));

    /// <summary>Puts the answer of a turn into the outbox, and goes on to the next turn: both or neither.</summary>
    /// <param name="chat">The chat, as it was taken.</param>
    /// <param name="answer">What to send.</param>
    /// <param name="mayFollow">Whether a turn may follow that no message of this chat began: somebody is to decide something.</param>
    /// <param name="pause">How long until the next look, where nothing is known to follow.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task AnswerAsync(Chat chat, IEnumerable<OutgoingMessage> answer, bool mayFollow, TimeSpan pause, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var outgoing in answer)
            await connection.ExecuteAsync(Add, cancellationToken, Values(chat, outgoing));
        await connection.ExecuteAsync(
            """
            UPDATE teams.chats SET
                watched_turn = CASE WHEN last_turn > $3 OR $4 THEN $3 + 1 END,
                look_at = CASE WHEN last_turn > $3 THEN now() ELSE now() + $5 END
            WHERE tenant = $1 AND id = $2 AND watched_turn = $3
            """, cancellationToken, chat.Tenant, chat.Id, chat.WatchedTurn!.Value, mayFollow, pause);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes what is to be sent now, at most one of a chat.</summary>
    public Task<List<DueOutgoing>> TakeDueAsync(int limit, CancellationToken cancellationToken) => database.Create(s_due, limit, s_hold).ReadAsync(
        row => new DueOutgoing(Chat.Read(row), row.GetInt64(15), row.GetString(16), row.GetBoolean(17), row.Text(18), row.GetInt32(19)), cancellationToken);

    public Task NoteSentAsync(DueOutgoing sent, string? id, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.outbox SET is_done = true, sent_id = coalesce($3, sent_id) WHERE tenant = $1 AND number = $2", cancellationToken, sent.Chat.Tenant, sent.Number, id);

    public Task PutOffAsync(DueOutgoing outgoing, TimeSpan pause, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.outbox SET next_at = now() + $3 WHERE tenant = $1 AND number = $2", cancellationToken, outgoing.Chat.Tenant, outgoing.Number, pause);

    public Task GiveUpAsync(DueOutgoing outgoing, string failure, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.outbox SET is_done = true, is_open = false, failure = $3 WHERE tenant = $1 AND number = $2", cancellationToken,
        outgoing.Chat.Tenant, outgoing.Number, failure);

    /// <summary>Which of some keys are there already.</summary>
    public async Task<HashSet<string>> FindKeysAsync(string tenant, string[] keys, CancellationToken cancellationToken) => [.. await database.Create(
        "SELECT key FROM teams.outbox WHERE tenant = $1 AND key = ANY($2)", tenant, keys).ReadAsync(row => row.GetString(0), cancellationToken)];

    /// <summary>The approvals whose cards are still open.</summary>
    public Task<List<string>> FindOpenAsync(string tenant, CancellationToken cancellationToken) => database.Create(
        "SELECT DISTINCT approval_id FROM teams.outbox WHERE tenant = $1 AND is_open", tenant).ReadAsync(row => row.GetString(0), cancellationToken);

    /// <summary>The cards of an approval that are still open, with their chats.</summary>
    public Task<List<(Chat Chat, long Number)>> FindOpenAsync(string tenant, string approvalId, CancellationToken cancellationToken) => database.Create(
        $"SELECT {Chat.Columns}, o.number FROM teams.outbox o JOIN teams.chats c ON c.tenant = o.tenant AND c.id = o.chat_id WHERE o.tenant = $1 AND o.approval_id = $2 AND o.is_open",
        tenant, approvalId).ReadAsync(row => (Chat.Read(row), row.GetInt64(15)), cancellationToken);

    /// <summary>The chat that a card was sent to; null when nobody was sent such a card.</summary>
    public async Task<Chat?> FindCardAsync(string tenant, string approvalId, string nonce, CancellationToken cancellationToken) => (await database.Create(
        $"SELECT {Chat.Columns} FROM teams.outbox o JOIN teams.chats c ON c.tenant = o.tenant AND c.id = o.chat_id WHERE o.tenant = $1 AND o.approval_id = $2 AND o.nonce = $3",
        tenant, approvalId, nonce).ReadAsync(Chat.Read, cancellationToken)).SingleOrDefault();

    /// <summary>Closes a card: it is replaced by what was decided. Once, however many replicas notice.</summary>
    public Task CloseAsync(Chat chat, long number, OutgoingMessage update, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        WITH card AS (UPDATE teams.outbox SET is_open = false WHERE tenant = $1 AND number = $5 AND is_open RETURNING number)
        INSERT INTO teams.outbox (tenant, key, chat_id, body, replaces, is_open, is_done, attempts, next_at, created_at)
        SELECT $1, $2, $3, $4::jsonb, number, false, false, 0, now(), now() FROM card
        ON CONFLICT (tenant, key) DO NOTHING
        """, cancellationToken, chat.Tenant, update.Key, chat.Id, update.Body.ToJsonString(), number);

    private static object?[] Values(Chat chat, OutgoingMessage outgoing) =>
        [chat.Tenant, outgoing.Key, chat.Id, outgoing.Body.ToJsonString(), outgoing.ApprovalId, outgoing.Nonce];
}
