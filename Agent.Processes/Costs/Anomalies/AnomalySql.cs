namespace Agent.Processes.Costs.Anomalies;

/// <summary>
/// The statements that look for unusual usage, in the totals that are kept by day. All are computed on logarithms, because tokens and calls spread by factors:
/// usual is what lies below <c>median + deviations · max(1.4826 · MAD, 0.25)</c>.
/// </summary>
internal static class AnomalySql
{
    /// <summary>One replica at a time looks at a tenant, until its transaction ends. $1 tenant.</summary>
    public const string Take = "SELECT pg_try_advisory_xact_lock(hashtextextended('agent.anomalies/' || $1, 0))";

    /// <summary>The fewest days of a prompt's earlier version that say what is usual for it.</summary>
    public const int LeastDays = 3;

    /// <summary>
    /// Conversations of which a day is unusual. $1 tenant, $2 first day of what is usual, $3 fewest samples, $4 deviations, $5 first day looked at. Returns the day, whose it is,
    /// the measure, its value, the median, the end of the range, the samples, whether something was stopped in it, and whether it loops.
    /// </summary>
    public static readonly string Conversations = Unusual(AnomalyScopes.Conversation,
        """
        SELECT u.day, u.conversation_id AS subject, u.input_tokens + u.output_tokens AS tokens, 2 AS conversations, coalesce(d.blocked, 0) > 0 AS was_blocked,
            sum(u.calls) OVER (PARTITION BY u.conversation_id)::float8 / nullif(c.turns, 0) AS per_turn
        FROM agent.usage_conversations u
        JOIN agent.conversations c ON c.tenant = u.tenant AND c.id = u.conversation_id
        LEFT JOIN agent.digests d ON d.tenant = u.tenant AND d.conversation_id = u.conversation_id
        WHERE u.tenant = $1 AND u.day >= $2
        """, isOncePerSubject: true);

    /// <summary>
    /// The same for customers. One with a single conversation on a day is not looked at: the conversation is. Parameters and columns as above.
    /// </summary>
    public static readonly string Customers = Unusual(AnomalyScopes.Customer,
        """
        SELECT u.day, u.customer_id AS subject, sum(u.input_tokens + u.output_tokens) AS tokens, count(*) AS conversations, bool_or(coalesce(d.blocked, 0) > 0) AS was_blocked,
            sum(u.calls)::float8 / nullif(sum(c.turns), 0) AS per_turn
        FROM agent.usage_conversations u
        JOIN agent.conversations c ON c.tenant = u.tenant AND c.id = u.conversation_id
        LEFT JOIN agent.digests d ON d.tenant = u.tenant AND d.conversation_id = u.conversation_id
        WHERE u.tenant = $1 AND u.day >= $2 AND u.customer_id <> 'guest'
        GROUP BY u.day, u.customer_id
        """, isOncePerSubject: false);

    /// <summary>
    /// Versions of prompts that use more than the version before: for each call, or for each conversation of the day where nearly all calls are theirs. A sample is a day with calls
    /// enough. Parameters and columns as above; $6 the fewest days of the earlier version.
    /// </summary>
    public const string Prompts =
        $$"""
        WITH counted AS (
            SELECT day, count(*) AS conversations FROM agent.usage_conversations WHERE tenant = $1 AND day >= $2 GROUP BY day
        ), daily AS (
            SELECT u.day, prompt, prompt_version AS version, sum(calls) AS calls, sum(input_tokens + output_tokens) AS tokens,
                sum(sum(calls)) OVER (PARTITION BY u.day, prompt) AS of_all_versions
            FROM agent.usage_days u WHERE u.tenant = $1 AND u.day >= $2 AND prompt_version <> ''
            GROUP BY u.day, prompt, prompt_version HAVING sum(calls) > 0
        ), samples AS (
            SELECT d.day, d.prompt, d.version, v.measure, ln(v.value) AS x
            FROM daily d LEFT JOIN counted c ON c.day = d.day
            CROSS JOIN LATERAL (VALUES
                ('{{AnomalyMeasures.TokensPerCall}}', greatest(d.tokens, 1)::float8 / d.calls::float8),
                ('{{AnomalyMeasures.CallsPerConversation}}', CASE WHEN d.calls >= 0.9 * d.of_all_versions THEN d.of_all_versions::float8 / c.conversations END)) v (measure, value)
            WHERE d.calls >= $3 AND v.value > 0
        ), since AS (
            SELECT prompt, version, min(day) AS day FROM samples GROUP BY prompt, version
        ), pairs AS (
            SELECT n.prompt, n.version, b.version AS before FROM since n CROSS JOIN LATERAL (
                SELECT version FROM since b WHERE b.prompt = n.prompt AND b.day < n.day ORDER BY b.day DESC, b.version DESC LIMIT 1) b
        ), m AS (
            SELECT p.prompt, p.version, p.before, s.measure, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY s.x) AS m
            FROM pairs p JOIN samples s ON s.prompt = p.prompt AND s.version = p.before GROUP BY 1, 2, 3, 4
        ), r AS (
            SELECT m.prompt, m.version, m.measure, m.n, m.m,
                m.m + $4 * greatest(1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(s.x - m.m)), {{LeastSpread}}) AS most
            FROM m JOIN samples s ON s.prompt = m.prompt AND s.version = m.before AND s.measure = m.measure GROUP BY 1, 2, 3, 4, 5
        )
        SELECT DISTINCT ON (s.prompt, s.version, s.measure) s.day, s.prompt || '@' || s.version, s.measure, exp(s.x), exp(r.m), exp(r.most), r.n, false, false
        FROM samples s JOIN r ON r.prompt = s.prompt AND r.version = s.version AND r.measure = s.measure
        WHERE s.day >= $5 AND s.x > r.most AND r.n >= $6 AND NOT EXISTS (
            SELECT FROM agent.anomalies a
            WHERE a.tenant = $1 AND a.scope = '{{AnomalyScopes.Prompt}}' AND a.subject = s.prompt || '@' || s.version AND a.measure = s.measure)
        ORDER BY s.prompt, s.version, s.measure, s.day
        """;

    /// <summary>The days on which a version of a prompt was found unusual. $1 tenant, $2 first day.</summary>
    public const string PromptDays = $"SELECT DISTINCT day FROM agent.anomalies WHERE tenant = $1 AND day >= $2 AND scope = '{AnomalyScopes.Prompt}'";

    /// <summary>Stores one. $1 tenant, $2 day, $3 scope, $4 subject, $5 measure, $6 value, $7 median, $8 end of the range, $9 samples, $10 cause, $11 when.</summary>
    public const string Add =
        """
        INSERT INTO agent.anomalies (tenant, day, scope, subject, measure, value, usual, range_end, samples, cause, found_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
        """;

    /// <summary>Forgets those of long ago. $1 tenant, $2 first day that stays.</summary>
    public const string Forget = "DELETE FROM agent.anomalies WHERE tenant = $1 AND day < $2";

    /// <summary>A spread below a factor of e to this power is taken for this: where all are alike, the next best is not unusual.</summary>
    private const string LeastSpread = "0.25";

    private static string Unusual(string scope, string seen, bool isOncePerSubject) =>
        $$"""
        WITH seen AS ({{seen}}), logs AS (
            SELECT *, ln(greatest(tokens, 1)::float8) AS lt, ln(nullif(per_turn, 0)) AS lp FROM seen
        ), m AS (
            SELECT count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY lt) AS mt, percentile_cont(0.5) WITHIN GROUP (ORDER BY lp) AS mp FROM logs
        ), r AS (
            SELECT m.n, m.mt, m.mp,
                m.mt + $4 * greatest(1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(lt - m.mt)), {{LeastSpread}}) AS most_t,
                m.mp + $4 * greatest(1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(lp - m.mp)), {{LeastSpread}}) AS most_p
            FROM logs, m WHERE m.n >= $3 GROUP BY 1, 2, 3
        )
        SELECT l.day, l.subject, v.measure, exp(v.x), exp(v.usual), exp(v.most), r.n, l.was_blocked, coalesce(l.lp > r.most_p, false)
        FROM logs l CROSS JOIN r CROSS JOIN LATERAL (VALUES
            ('{{AnomalyMeasures.Tokens}}', l.lt, r.mt, r.most_t), ('{{AnomalyMeasures.CallsPerTurn}}', l.lp, r.mp, r.most_p)) v (measure, x, usual, most)
        WHERE l.day >= $5 AND v.x > v.most AND l.conversations > 1 AND NOT EXISTS (
            SELECT FROM agent.anomalies a WHERE a.tenant = $1 AND a.scope = '{{scope}}' AND a.subject = l.subject AND a.measure = v.measure{{(isOncePerSubject ? "" : " AND a.day = l.day")}})
        ORDER BY l.day, l.subject, v.measure
        """;
}
