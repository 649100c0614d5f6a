using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Teams.Storage;

/// <summary>Cards among what was sent: which are open, whose they are, and what becomes of them.</summary>
internal sealed class CardStore(TenantDatabase database)
{
    /// <summary>The approvals whose cards are still open.</summary>
    public Task<List<string>> FindOpenAsync(string tenant, CancellationToken cancellationToken) => database.Create(
        "SELECT DISTINCT approval_id FROM teams.outbox WHERE tenant = $1 AND is_open", tenant).ReadAsync(row => row.GetString(0), cancellationToken);

    /// <summary>The cards of an approval that are still open, with their chats.</summary>
    public Task<List<(Chat Chat, long Number)>> FindOpenAsync(string tenant, string approvalId, CancellationToken cancellationToken) => database.Create(
        $"SELECT {Chat.Columns}, o.number FROM teams.outbox o JOIN teams.chats c ON c.tenant = o.tenant AND c.id = o.chat_id WHERE o.tenant = $1 AND o.approval_id = $2 AND o.is_open",
        tenant, approvalId).ReadAsync(row => (Chat.Read(row), row.GetInt64(Chat.Width)), cancellationToken);

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
        """, chat.Tenant, cancellationToken, update.Key, chat.Id, update.Body.ToJsonString(), number);
}
