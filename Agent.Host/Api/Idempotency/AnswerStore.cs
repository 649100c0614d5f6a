using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;
using Npgsql;

namespace Agent.Host.Api.Idempotency;

/// <summary>Keeps the answers to requests with an idempotency key, for every replica.</summary>
internal sealed class AnswerStore(TenantDatabase database)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>A request that has no answer after this time was lost with its replica: the next one of its key is carried out.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);

    // A row that is too old, or whose holder is gone, is taken over; any other one stays, and nothing is returned. What a gone holder had set aside stays set aside:
    // it may have been used.
    private const string Take =
        """
        INSERT INTO api.answers AS a (tenant, caller, key, request, token, held_until, created_at, reserved)
        VALUES ($1, $2, $3, $4, $5, now() + $6, now(), $8)
        ON CONFLICT (tenant, caller, key) DO UPDATE SET
            reserved = CASE WHEN a.created_at < now() - $7 THEN EXCLUDED.reserved ELSE coalesce(a.reserved, EXCLUDED.reserved) END,
            request = EXCLUDED.request, token = EXCLUDED.token, held_until = EXCLUDED.held_until, created_at = EXCLUDED.created_at,
            status = NULL, content_type = NULL, location = NULL, body = NULL
        WHERE a.created_at < now() - $7 OR (a.status IS NULL AND a.held_until < now() AND a.request = EXCLUDED.request)
        RETURNING reserved
        """;

    internal const string Sweep =
        "DELETE FROM api.answers WHERE ctid = ANY (ARRAY (SELECT ctid FROM api.answers WHERE created_at < now() - $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))";

    private const string Find = "SELECT request, status, content_type, location, body FROM api.answers WHERE tenant = $1 AND caller = $2 AND key = $3";

    /// <summary>Takes a key, or finds what became of it.</summary>
    /// <param name="key">The key and its request.</param>
    /// <param name="token">Of this attempt; needed to store the answer.</param>
    /// <param name="reserved">An id for what the request creates, unless an earlier attempt has set one aside.</param>
    /// <param name="cancellationToken">Cancels the call; the key may be taken all the same, for <see cref="HeldFor"/>.</param>
    /// <returns>How the key stands; the answer, when there is one; and the id set aside, when it is this attempt's turn.</returns>
    public async Task<(AnswerState State, StoredAnswer? Answer, string? Reserved)> TakeAsync(AnswerKey key, Guid token, string reserved, CancellationToken cancellationToken)
    {
        await using (var take = database.Create(Take, key.Tenant, key.Caller, key.Key, P(key.Request), P(token), P(HeldFor), P(KeptFor), reserved))
        {
            if (await take.ExecuteScalarAsync(cancellationToken) is string own)
                return (AnswerState.Ours, null, own);
        }

        await using var find = database.Create(Find, key.Tenant, key.Caller, key.Key);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return (AnswerState.Running, null, null); // it was let go in between: whoever waits looks again
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(key.Request))
            return (AnswerState.Reused, null, null);
        if (await reader.IsDBNullAsync(1, cancellationToken))
            return (AnswerState.Running, null, null);
        return (AnswerState.Answered, new(
            reader.GetInt32(1), await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2),
            await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3), reader.GetFieldValue<byte[]>(4)), null);
    }

    /// <summary>Stores the answer, unless the key was taken over meanwhile.</summary>
    public Task KeepAsync(AnswerKey key, Guid token, StoredAnswer answer, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE api.answers SET status = $5, content_type = $6, location = $7, body = $8, conversation_id = $9 WHERE tenant = $1 AND caller = $2 AND key = $3 AND token = $4",
        key.Tenant, cancellationToken, key.Caller, key.Key, P(token), P(answer.Status), answer.ContentType, answer.Location, P(answer.Body), answer.ConversationId);

    /// <summary>Lets a key go: the next request with it is carried out.</summary>
    public Task LetGoAsync(AnswerKey key, Guid token, CancellationToken cancellationToken) => database.ExecuteAsync(
        "DELETE FROM api.answers WHERE tenant = $1 AND caller = $2 AND key = $3 AND token = $4 AND status IS NULL",
        key.Tenant, cancellationToken, key.Caller, key.Key, P(token));

    /// <summary>Lets the next one with the same request carry it out, who finds what this attempt may have created.</summary>
    public Task HandOnAsync(AnswerKey key, Guid token, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE api.answers SET held_until = '-infinity' WHERE tenant = $1 AND caller = $2 AND key = $3 AND token = $4 AND status IS NULL",
        key.Tenant, cancellationToken, key.Caller, key.Key, P(token));

    /// <summary>Removes answers that are too old, at most <paramref name="limit"/>.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> SweepAsync(int limit, CancellationToken cancellationToken) => database.ExecuteAsync(EdgeSweep.AnswersSweep, cancellationToken, P(KeptFor), P(limit));

    private static NpgsqlParameter<T> P<T>(T value) => new() { TypedValue = value };
}
