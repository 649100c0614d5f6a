namespace Agent.Processes.Costs.Usage;

/// <summary>
/// The statements that add usage up. The commit that ends a turn leaves a note which checkpoints it has; a little later the journal in them is added to
/// totals by day, in the transaction that removes the note: every call is counted once, whoever is killed when.
/// </summary>
internal static class UsageSql
{
    /// <summary>One replica at a time adds up, so that two of them never lock the same totals in another order.</summary>
    public const string TakeTurn = "SELECT pg_try_advisory_xact_lock(hashtextextended('agent.usage', 0))";

    private const string Sums =
        """
        sum(calls)::bigint AS calls, sum(failed_calls)::bigint AS failed_calls, sum(input_tokens)::bigint AS input_tokens,
        sum(cached_input_tokens)::bigint AS cached_input_tokens, sum(output_tokens)::bigint AS output_tokens, sum(cost_usd) AS cost_usd,
        sum(unpriced_calls)::bigint AS unpriced_calls
        """;

    private const string Total =
        """
        coalesce(sum(calls), 0)::bigint, coalesce(sum(failed_calls), 0)::bigint, coalesce(sum(input_tokens), 0)::bigint,
        coalesce(sum(cached_input_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint, coalesce(sum(cost_usd), 0), coalesce(sum(unpriced_calls), 0)::bigint
        """;

    private const string MostExpensive = "cost_usd DESC, input_tokens + output_tokens DESC, key";

    private const string InPeriod = "tenant = $1 AND day BETWEEN $2 AND $3 AND $4::text IS NULL AND $5::text IS NULL";

    private const string OfAll = $"agent.usage_days WHERE {InPeriod}";

    private const string OfOne =
        "agent.usage_conversations WHERE tenant = $1 AND day BETWEEN $2 AND $3 AND ($4::text IS NULL OR customer_id = $4) AND ($5::text IS NULL OR conversation_id = $5)";

    /// <summary>A channel is what its caller says it is: who names a new one for every conversation must not make a row for each.</summary>
    private const string MostFeatures = "100";

    /// <summary>Stands for the channels behind the hundredth of a day.</summary>
    private const string OtherChannels = "(other)";

    /// <summary>A model is what its provider says it is: one that answers under a new name each time, all of them in the price list as snapshots are, makes no row for each either.</summary>
    private const string MostModels = "50";

    /// <summary>Stands for the models behind the fiftieth of a day.</summary>
    private const string OtherModels = "(other)";

    private const string Columns = "calls, failed_calls, input_tokens, cached_input_tokens, output_tokens, cost_usd, unpriced_calls";

    /// <summary>Adds up the turns that were noted. $1 the most turns. Returns how many there were.</summary>
    public static readonly string AddUp =
        $"""
        WITH taken AS (
            DELETE FROM agent.usage_pending p USING (
                SELECT tenant, conversation_id, turn FROM agent.usage_pending LIMIT $1 FOR UPDATE SKIP LOCKED
            ) t
            WHERE p.tenant = t.tenant AND p.conversation_id = t.conversation_id AND p.turn = t.turn
            RETURNING p.tenant, p.conversation_id, p.from_number, p.to_number
        ), calls AS ({Calls("taken")}), named AS (
            SELECT n.tenant, n.day, n.feature,
                CASE WHEN n.is_known OR (SELECT count(*) FROM agent.usage_features f WHERE f.tenant = n.tenant AND f.day = n.day) + n.place <= {MostFeatures}
                    THEN n.feature ELSE n.workflow || '/{OtherChannels}' END AS told
            FROM (
                SELECT d.*, row_number() OVER (PARTITION BY tenant, day, is_known ORDER BY feature) AS place FROM (
                    SELECT c.*, EXISTS (SELECT FROM agent.usage_features f WHERE f.tenant = c.tenant AND f.day = c.day AND f.feature = c.feature) AS is_known
                    FROM (SELECT DISTINCT tenant, day, workflow, feature FROM calls) c
                ) d
            ) n
        ), models AS (
            SELECT n.tenant, n.day, n.model,
                CASE WHEN n.is_known OR (SELECT count(DISTINCT u.model) FROM agent.usage_days u WHERE u.tenant = n.tenant AND u.day = n.day AND u.model <> '') + n.place <= {MostModels}
                    THEN n.model ELSE '{OtherModels}' END AS told
            FROM (
                SELECT d.*, row_number() OVER (PARTITION BY tenant, day, is_known ORDER BY model) AS place FROM (
                    SELECT c.*, c.model = '' OR EXISTS (SELECT FROM agent.usage_days u WHERE u.tenant = c.tenant AND u.day = c.day AND u.model = c.model) AS is_known
                    FROM (SELECT DISTINCT tenant, day, model FROM calls) c
                ) d
            ) n
        ), features AS (
            INSERT INTO agent.usage_features (tenant, day, feature, {Columns})
            SELECT c.tenant, c.day, n.told, {Sums} FROM calls c JOIN named n ON n.tenant = c.tenant AND n.day = c.day AND n.feature = c.feature GROUP BY 1, 2, 3
            ON CONFLICT (tenant, day, feature) DO UPDATE SET {Added("usage_features")}
        ), days AS (
            INSERT INTO agent.usage_days (tenant, day, step, prompt, prompt_version, model, {Columns})
            SELECT c.tenant, c.day, c.step, c.prompt, c.prompt_version, m.told, {Sums}
            FROM calls c JOIN models m ON m.tenant = c.tenant AND m.day = c.day AND m.model = c.model GROUP BY 1, 2, 3, 4, 5, 6
            ON CONFLICT (tenant, day, step, prompt, prompt_version, model) DO UPDATE SET {Added("usage_days")}
        ), conversations AS (
            INSERT INTO agent.usage_conversations (tenant, day, customer_id, conversation_id, {Columns})
            SELECT tenant, day, customer_id, conversation_id, {Sums} FROM calls GROUP BY 1, 2, 3, 4
            ON CONFLICT (tenant, day, customer_id, conversation_id) DO UPDATE SET {Added("usage_conversations")}
        )
        SELECT count(*)::int FROM taken
        """;

    /// <summary>How many turns wait to be counted, up to 10,000. $1 tenant.</summary>
    public const string Pending = "SELECT count(*) FROM (SELECT FROM agent.usage_pending WHERE tenant = $1 LIMIT 10000) p";

    /// <summary>
    /// Reads totals: lines, most expensive first or by day, and behind them one without a key that holds all of it. $1 tenant, $2 first day, $3 last day,
    /// $4 customer or null, $5 conversation or null, $6 the most lines.
    /// </summary>
    public static string Read(UsageQuery query)
    {
        var isNarrow = query.CustomerId is not null || query.ConversationId is not null;
        if (IsLong(query.By))
        {
            return ReadLong(KeyOf(query.By), isNarrow);
        }

        var source = query.By switch
        {
            UsageDimension.Step or UsageDimension.Prompt or UsageDimension.Model or UsageDimension.Feature when query.ConversationId is not null =>
                $"({Calls($"({OneConversation})")}) calls WHERE day BETWEEN $2 AND $3 AND ($4::text IS NULL OR customer_id = $4)",
            UsageDimension.Feature => $"agent.usage_features WHERE {InPeriod}",
            _ => isNarrow ? OfOne : OfAll,
        };
        return
            $"""
            WITH lines AS MATERIALIZED (SELECT {KeyOf(query.By)} AS key, {Sums} FROM {source} GROUP BY 1)
            (SELECT key, {Columns} FROM lines ORDER BY {(query.By is UsageDimension.Day ? "key" : MostExpensive)} LIMIT $6)
            UNION ALL
            SELECT NULL, {Total} FROM lines
            """;
    }

    /// <summary>
    /// As many lines as customers or conversations: what they are put in order by is added up for all of them, the rest only for those that are told. All of it together is known by day
    /// already, unless it is one customer's or one conversation's. Whole hundred-millionths of a dollar are added up faster than decimals.
    /// </summary>
    private static string ReadLong(string key, bool isNarrow) =>
        $"""
        WITH dearest AS (
            SELECT {key} AS key FROM {OfOne} GROUP BY 1 ORDER BY sum((cost_usd * 100000000)::bigint) DESC, sum(input_tokens + output_tokens) DESC, 1 LIMIT $6
        ), lines AS (
            SELECT {key} AS key, {Sums} FROM {OfOne} AND {key} IN (SELECT key FROM dearest) GROUP BY 1
        )
        (SELECT key, {Columns} FROM lines ORDER BY {MostExpensive})
        UNION ALL
        SELECT NULL, {Total} FROM {(isNarrow ? OfOne : OfAll)}
        """;

    /// <summary>Whether there are as many lines as customers or conversations.</summary>
    public static bool IsLong(UsageDimension by) => by is UsageDimension.Customer or UsageDimension.Conversation;

    /// <summary>For the rest of the transaction: a month has more conversations than a query may usually keep in memory, and sorting them on disk takes three times as long.</summary>
    public const string MoreMemory = "SELECT set_config('work_mem', '64MB', true)";

    /// <summary>A part of a statement that ends a turn under the name <c>c</c>: notes that its usage is to be added up. The arguments are the parameters' names.</summary>
    public static string Note(string tenant, string conversation, string turn, string from, string to) =>
        $"""
        u AS (
            INSERT INTO agent.usage_pending (tenant, conversation_id, turn, from_number, to_number)
            SELECT {tenant}, {conversation}, {turn}, {from}, {to} FROM c
            ON CONFLICT DO NOTHING
        )
        """;

    private const string OneConversation =
        "SELECT $1 AS tenant, $5 AS conversation_id, 0 AS from_number, 2147483647 AS to_number";

    /// <summary>The model calls in the journals of some checkpoints. Each is read once, and a document without one not at all: a member at a time would read prompt and answer again for each.</summary>
    /// <remarks>
    /// OFFSET 0 keeps each turn's checkpoints a look-up by their whole key, whatever the planner makes of the rest: under load with long conversations a join had taken ten times as long.
    /// </remarks>
    /// <param name="turns">Where the checkpoints' numbers stand.</param>
    private static string Calls(string turns) =>
        $"""
        SELECT k.tenant, v.customer_id, k.conversation_id, v.workflow, v.workflow || '/' || v.channel AS feature,
            (call."startedAt" AT TIME ZONE 'UTC')::date AS day, call.step, call.name AS prompt, coalesce(call.version, '') AS prompt_version,
            coalesce(call.asked, call.model, '') AS model, 1 AS calls, CASE WHEN call.error IS NOT NULL THEN 1 ELSE 0 END AS failed_calls,
            coalesce(call."inputTokens", 0) AS input_tokens, coalesce(call."cachedInputTokens", 0) AS cached_input_tokens,
            coalesce(call."outputTokens", 0) AS output_tokens, coalesce(call."costUsd", 0) AS cost_usd,
            CASE WHEN call."costUsd" IS NULL AND call.error IS NULL THEN 1 ELSE 0 END AS unpriced_calls
        FROM {turns} t
        JOIN agent.conversations v ON v.tenant = t.tenant AND v.id = t.conversation_id
        CROSS JOIN LATERAL (
            SELECT c.tenant, c.conversation_id, c.body FROM agent.checkpoints c
            WHERE c.tenant = t.tenant AND c.conversation_id = t.conversation_id AND c.number BETWEEN t.from_number AND t.to_number AND c.body::text LIKE '%"model"%'
            OFFSET 0
        ) k
        CROSS JOIN LATERAL json_to_recordset(k.body -> 'supersteps') AS superstep (activities json)
        CROSS JOIN LATERAL json_to_recordset(superstep.activities) AS call (
            kind text, "startedAt" timestamptz, step text, name text, version text, asked text, model text, error text,
            "inputTokens" bigint, "cachedInputTokens" bigint, "outputTokens" bigint, "costUsd" numeric)
        WHERE call.kind = 'model'
        """;

    private static string KeyOf(UsageDimension by) => by switch
    {
        UsageDimension.Tenant => "$1",
        UsageDimension.Day => "to_char(day, 'YYYY-MM-DD')",
        UsageDimension.Customer => "customer_id",
        UsageDimension.Conversation => "conversation_id",
        UsageDimension.Step => "step",
        UsageDimension.Prompt => "CASE WHEN prompt_version = '' THEN prompt ELSE prompt || '@' || prompt_version END",
        UsageDimension.Model => "coalesce(nullif(model, ''), 'unknown')",
        UsageDimension.Feature => "feature",
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    private static string Added(string table) => string.Join(", ", Columns.Split(", ").Select(column => $"{column} = {table}.{column} + excluded.{column}"));
}
