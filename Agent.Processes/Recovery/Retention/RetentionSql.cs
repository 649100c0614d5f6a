namespace Agent.Processes.Recovery.Retention;

/// <summary>
/// The statements of retention. Ids of conversations begin with the time they were made, so "older than" is a range of the primary key: the table needs
/// no index on a time, which every turn would have to write.
/// </summary>
internal static class RetentionSql
{
    /// <summary>
    /// Nobody may hold an open transaction for long that has customers' rows locked: a replica that is paused in the middle of a batch loses it.
    /// </summary>
    public const string LimitTransaction = "SET LOCAL idle_in_transaction_session_timeout = '10s'";

    /// <summary>The database's time.</summary>
    public const string Time = "SELECT now()";

    /// <summary>Every tenant that has a conversation, each found by one probe of the primary key.</summary>
    public const string Tenants =
        """
        WITH RECURSIVE t (tenant) AS (
            (SELECT tenant FROM agent.conversations ORDER BY tenant LIMIT 1)
            UNION ALL
            SELECT (SELECT c.tenant FROM agent.conversations c WHERE c.tenant > t.tenant ORDER BY c.tenant LIMIT 1) FROM t WHERE t.tenant IS NOT NULL
        )
        SELECT tenant, now() FROM t WHERE tenant IS NOT NULL
        """;

    /// <summary>
    /// Locks the next conversations that are finished and old, passing over those another replica or a turn has locked, and those a fork goes back to.
    /// $1 tenant, $2 the id to begin behind, $3 the first id that is too young, $4 untouched since before, $5 limit.
    /// </summary>
    public const string LockFinished =
        $"""
        SELECT id FROM agent.conversations c WHERE {IsOldFinished} ORDER BY id LIMIT $5 FOR UPDATE SKIP LOCKED
        """;

    /// <summary>Counts them, up to the limit.</summary>
    public const string CountFinished = $"SELECT count(*)::int FROM (SELECT FROM agent.conversations c WHERE {IsOldFinished} ORDER BY id LIMIT $5) due";

    /// <summary>
    /// The same for sandboxes. One that waits is finished too: nobody is asked what is decided there, so it could wait, and hold its past, for ever.
    /// </summary>
    public const string LockSandboxes =
        $"""
        SELECT id FROM agent.conversations c WHERE {IsOldSandbox} ORDER BY id LIMIT $5 FOR UPDATE SKIP LOCKED
        """;

    /// <summary>Counts them, up to the limit.</summary>
    public const string CountSandboxes = $"SELECT count(*)::int FROM (SELECT FROM agent.conversations c WHERE {IsOldSandbox} ORDER BY id LIMIT $5) due";

    /// <summary>
    /// Removes conversations with all that belongs to them. $1 tenant, $2 conversations, locked by this transaction: a statement of its own, so that it
    /// sees what was committed before the locks were given.
    /// </summary>
    public const string Delete =
        $"""
        WITH gone AS (
            DELETE FROM agent.conversations c WHERE tenant = $1 AND id = ANY($2) AND NOT {IsForked} RETURNING id
        ), i AS (
            DELETE FROM agent.inbox WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), k AS (
            DELETE FROM agent.checkpoints WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), a AS (
            DELETE FROM agent.approvals WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), l AS (
            DELETE FROM agent.lineage WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), d AS (
            DELETE FROM agent.digests WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), p AS (
            DELETE FROM agent.payloads WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), u AS (
            DELETE FROM agent.usage_conversations WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), n AS (
            DELETE FROM agent.usage_pending WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), x AS (
            DELETE FROM agent.anomalies WHERE tenant = $1 AND scope = 'conversation' AND subject IN (SELECT id FROM gone)
        ), b AS (
            DELETE FROM agent.budgets WHERE tenant = $1 AND scope = 'conversation' AND subject IN (SELECT id FROM gone)
        ), t AS (
            DELETE FROM agent.takeovers WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        ), f AS (
            DELETE FROM agent.feedback WHERE tenant = $1 AND conversation_id IN (SELECT id FROM gone)
        )
        SELECT count(*)::int FROM gone
        """;

    /// <summary>
    /// True for one replica at a time, until its transaction ends. Journals are not removed under locks on conversations, so that no customer waits while
    /// they are rewritten; this keeps two replicas from doing the same work. $1 tenant.
    /// </summary>
    public const string TakeJournals = "SELECT pg_try_advisory_xact_lock(hashtextextended('agent.retention/' || $1, 0))";

    /// <summary>
    /// The next conversations that may have old journals. What is under way or waits for an operator is left alone.
    /// $1 tenant, $2 the id to begin behind, $3 the first id that is too young, $4 journals before this time go, $5 limit.
    /// </summary>
    public const string FindJournals =
        $"""
        SELECT id, updated_at < $4 FROM agent.conversations WHERE {MayHaveJournals} ORDER BY id LIMIT $5
        """;

    /// <summary>Counts those that have: what one would find now. Up to the limit.</summary>
    public const string CountJournals =
        $"""
        SELECT count(*)::int FROM (
            SELECT FROM agent.conversations c WHERE {MayHaveJournals} AND EXISTS (
                SELECT 1 FROM agent.checkpoints k WHERE k.tenant = c.tenant AND k.conversation_id = c.id AND k.committed_at < $4 AND NOT k.journal_removed)
            ORDER BY id LIMIT $5
        ) due
        """;

    /// <summary>Their old checkpoints that hold activities; inside a text those quotes would be escaped. $1 tenant, $2 conversations, $3 journals before this time go, $4 limit.</summary>
    public const string ReadJournals =
        """
        SELECT conversation_id, number, body, payload_places, payload_hashes FROM agent.checkpoints
        WHERE tenant = $1 AND conversation_id = ANY($2) AND committed_at < $3 AND NOT journal_removed
            AND position('"activities":[' IN body::text) > 0
        ORDER BY conversation_id, number LIMIT $4
        """;

    /// <summary>Stores a body without its journal. $1 tenant, $2 conversation, $3 number, $4 body, $5 places, $6 hashes.</summary>
    public const string RemoveJournal =
        """
        UPDATE agent.checkpoints SET body = $4, payload_places = $5, payload_hashes = $6, journal_removed = true
        WHERE tenant = $1 AND conversation_id = $2 AND number = $3 AND NOT journal_removed
        """;

    /// <summary>
    /// Notes how far the journals are gone, and keeps the conversations locked for <see cref="DeletePayloads"/>. One that somebody has locked is left for
    /// the next time: waiting here, with others locked, could be a deadlock. $1 tenant, $2 conversations, $3 journals before this time are gone.
    /// </summary>
    public const string MarkJournals =
        """
        WITH free AS MATERIALIZED (
            SELECT id FROM agent.conversations WHERE tenant = $1 AND id = ANY($2) AND owner IS NULL ORDER BY id FOR UPDATE SKIP LOCKED
        )
        UPDATE agent.conversations c SET journal_removed_to = $3 FROM free WHERE c.tenant = $1 AND c.id = free.id RETURNING c.id
        """;

    /// <summary>
    /// Removes payloads that no checkpoint names any more. $1 tenant, $2 conversations, locked by this transaction: no commit can name one again meanwhile.
    /// </summary>
    public const string DeletePayloads =
        """
        DELETE FROM agent.payloads p WHERE tenant = $1 AND conversation_id = ANY($2) AND NOT EXISTS (
            SELECT 1 FROM agent.checkpoints c WHERE c.tenant = p.tenant AND c.conversation_id = p.conversation_id AND p.hash = ANY(c.payload_hashes))
        """;

    private const string IsOldFinished = $"tenant = $1 AND id > $2 AND id < $3 AND updated_at < $4 AND {IsFinished} AND NOT sandbox AND NOT {IsForked}";

    private const string IsOldSandbox =
        $"tenant = $1 AND id > $2 AND id < $3 AND updated_at < $4 AND ({IsFinished} OR status = 'waiting' AND owner IS NULL) AND sandbox AND NOT {IsForked}";

    private const string MayHaveJournals =
        """
        tenant = $1 AND id > $2 AND id < $3 AND owner IS NULL AND status NOT IN ('running', 'parked', 'claimed')
            AND (journal_removed_to IS NULL OR (journal_removed_to <= updated_at AND journal_removed_to < $4))
        """;

    private const string IsFinished = "owner IS NULL AND status IN ('completed', 'cancelled', 'failed', 'idle')";

    /// <summary>A fork locks what it goes back to before it says so: a conversation that is locked here and has no fork gets none.</summary>
    private const string IsForked = "EXISTS (SELECT 1 FROM agent.lineage l WHERE l.tenant = c.tenant AND l.source_id = c.id)";
}
