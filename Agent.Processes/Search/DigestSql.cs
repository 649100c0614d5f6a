namespace Agent.Processes.Search;

/// <summary>Statements that keep digests up to date.</summary>
internal static class DigestSql
{
    /// <summary>One replica at a time does it, until its transaction ends. $1 tenant.</summary>
    public const string Take = "SELECT pg_try_advisory_xact_lock(hashtextextended('agent.digests/' || $1, 0))";

    /// <summary>From when to look: some time before what is in, since a commit shows up later than the time it bears. $1 tenant, $2 how long before. Null: nothing has happened yet.</summary>
    public const string Since =
        """
        SELECT coalesce(
            (SELECT upto - $2 FROM agent.digest_progress WHERE tenant = $1 AND name = 'checkpoints'),
            (SELECT created_at - $2 FROM agent.conversations WHERE tenant = $1 ORDER BY id LIMIT 1)), now()
        """;

    /// <summary>
    /// Conversations with checkpoints that are not in their digest, each looked up by its key: joined, all digests there are would be read for the few that changed.
    /// $1 tenant, $2 committed from, $3 committed before, $4 limit.
    /// </summary>
    public const string Changed =
        """
        SELECT c.conversation_id FROM (
            SELECT conversation_id, max(number) AS number FROM agent.checkpoints
            WHERE tenant = $1 AND committed_at >= $2 AND committed_at < $3 GROUP BY conversation_id
        ) c
        WHERE c.number > coalesce((SELECT d.upto FROM agent.digests d WHERE d.tenant = $1 AND d.conversation_id = c.conversation_id), 0)
        LIMIT $4
        """;

    /// <summary>
    /// What conversations have committed behind their digests, each one's in order; the body only where a topic may have been found in it. $1 tenant, $2 conversations,
    /// $3 how far their digests are.
    /// </summary>
    public const string Committed =
        """
        SELECT c.* FROM unnest($2::text[], $3::int[]) AS d (id, upto)
        CROSS JOIN LATERAL (
            SELECT conversation_id, number, committed_at, events, CASE WHEN body::text LIKE '%"topic"%' THEN body END AS body
            FROM agent.checkpoints WHERE tenant = $1 AND conversation_id = d.id AND number > d.upto ORDER BY number
        ) c
        """;

    /// <summary>How far digests are. $1 tenant, $2 conversations.</summary>
    public const string Upto =
        """
        SELECT id, coalesce(d.upto, 0) FROM unnest($2::text[]) AS id
        LEFT JOIN agent.digests d ON d.tenant = $1 AND d.conversation_id = id
        """;

    /// <summary>
    /// Adds to a digest, or makes it. $1 tenant, $2 conversation, $3 upto, $4 category, $5 escalated, $6 blocked, $7 tools, $8 opening, $9 last at, $10 what was said.
    /// No row: the conversation is gone, or somebody else was further.
    /// </summary>
    public const string Add =
        """
        INSERT INTO agent.digests AS d (tenant, conversation_id, upto, customer_id, channel, sandbox, status, category, escalated, turns, tool_calls, input_tokens,
            output_tokens, cost_usd, tools, blocked, opening, last_at, words)
        SELECT tenant, id, $3, customer_id, channel, sandbox, status, $4, $5, turns, tool_calls, input_tokens, output_tokens, cost_usd, $7, $6, $8, $9,
            to_tsvector('simple', customer_id || ' ' || $10)
        FROM agent.conversations WHERE tenant = $1 AND id = $2
        ON CONFLICT (tenant, conversation_id) DO UPDATE SET
            upto = excluded.upto, status = excluded.status, category = coalesce(excluded.category, d.category), escalated = d.escalated OR excluded.escalated,
            turns = excluded.turns, tool_calls = excluded.tool_calls, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
            cost_usd = excluded.cost_usd, tools = ARRAY(SELECT DISTINCT unnest(d.tools || excluded.tools)), blocked = d.blocked + excluded.blocked,
            opening = CASE WHEN d.opening = '' THEN excluded.opening ELSE d.opening END, last_at = excluded.last_at,
            words = CASE WHEN length(d.words) < 20000 THEN d.words || excluded.words ELSE d.words END
        WHERE d.upto < excluded.upto
        RETURNING d.sandbox
        """;

    /// <summary>Counts. $1 tenant, $2 days, $3 kinds, $4 names, $5 buckets, $6 counts.</summary>
    public const string Count =
        """
        INSERT INTO agent.measures AS m (tenant, day, kind, name, bucket, count)
        SELECT $1, * FROM unnest($2::date[], $3::text[], $4::text[], $5::smallint[], $6::bigint[])
        ON CONFLICT (tenant, day, kind, name, bucket) DO UPDATE SET count = m.count + excluded.count
        """;

    /// <summary>Everything committed before a time is in. $1 tenant, $2 the time.</summary>
    public const string Advance =
        """
        INSERT INTO agent.digest_progress AS p (tenant, name, upto) VALUES ($1, 'checkpoints', $2)
        ON CONFLICT (tenant, name) DO UPDATE SET upto = greatest(p.upto, excluded.upto)
        """;
}
