namespace Agent.Processes.Replay;

/// <summary>The statements of <see cref="ReplayRuns"/>.</summary>
internal static class ReplaySql
{
    /// <summary>Results are read in pages of this size.</summary>
    public const int Page = 500;

    public const string InsertRun = """
        INSERT INTO agent.replay_runs (tenant, id, mode, status, spec, digest, created_by, created_at, is_job, cancel_requested)
        VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $8, false)
        """;

    public const string FindRun = $"{SelectRun} WHERE tenant = $1 AND id = $2";

    public const string FindUnfinished = $"{SelectRun} WHERE tenant = $1 AND digest = $2 AND status = 'running' AND NOT is_job ORDER BY created_at DESC LIMIT 1";

    public const string ListRuns = $"{SelectRun} WHERE tenant = $1 ORDER BY created_at DESC LIMIT $2";

    public const string OpenJobs = $"{SelectRun} WHERE status = 'running' AND is_job ORDER BY created_at";

    public const string OpenItems = "SELECT number, source_id, source FROM agent.replay_items WHERE tenant = $1 AND run_id = $2 AND result IS NULL ORDER BY number";

    /// <summary>Jobs that have ended, and have calls left with a provider.</summary>
    public const string LeftBatches = $"{SelectRun} r WHERE r.status <> 'running' AND r.is_job AND EXISTS (SELECT FROM agent.model_batch_calls c WHERE c.tenant = r.tenant AND c.run_id = r.id)";

    public const string Done = "SELECT number FROM agent.replay_items WHERE tenant = $1 AND run_id = $2 AND result IS NOT NULL";

    public const string Progress = "SELECT count(*), count(result) FROM agent.replay_items WHERE tenant = $1 AND run_id = $2";

    public const string AddItems = """
        INSERT INTO agent.replay_items (tenant, run_id, number, source_id, source)
        SELECT $1, $2, item.number, item.source_id, item.source::json FROM unnest($3, $4, $5) AS item (number, source_id, source)
        ON CONFLICT DO NOTHING
        """;

    public const string Claim = """
        -- Materialized: joined in as a subquery, it may be run again for each row, and then claims more than its limit.
        WITH free AS MATERIALIZED (
                SELECT number FROM agent.replay_items
                 WHERE tenant = $1 AND run_id = $2 AND result IS NULL AND (claimed_until IS NULL OR claimed_until < now())
                   AND EXISTS (SELECT FROM agent.replay_runs run WHERE run.tenant = $1 AND run.id = $2 AND run.status = 'running' AND NOT run.cancel_requested)
                 ORDER BY number LIMIT $4 FOR UPDATE SKIP LOCKED)
        UPDATE agent.replay_items item SET claimed_by = $3, claimed_until = now() + $5 FROM free
         WHERE item.tenant = $1 AND item.run_id = $2 AND item.number = free.number
        RETURNING item.number, item.source_id, item.source
        """;

    public const string Save = """
        -- What is done already is not done again, and so not counted again either.
        WITH saved AS (
                INSERT INTO agent.replay_items (tenant, run_id, number, source_id, result)
                SELECT $1, $2, item.number, item.source_id, item.result::json FROM unnest($3, $4, $5) AS item (number, source_id, result)
                 ORDER BY item.number -- in one order, or two replicas would wait for each other
                ON CONFLICT ON CONSTRAINT pk_replay_items DO UPDATE
                   SET result = excluded.result, claimed_by = NULL, claimed_until = NULL WHERE replay_items.result IS NULL
                RETURNING number)
        INSERT INTO agent.replay_counts (tenant, run_id, name, value)
        SELECT $1, $2, figure.name, sum(figure.value) FROM unnest($6, $7, $8) AS figure (number, name, value) JOIN saved USING (number)
         GROUP BY figure.name ORDER BY figure.name -- likewise
        ON CONFLICT ON CONSTRAINT pk_replay_counts DO UPDATE SET value = replay_counts.value + excluded.value
        """;

    public const string AddTotal = "INSERT INTO agent.replay_counts (tenant, run_id, name, value) VALUES ($1, $2, $3, $4)";

    public const string Counts = "SELECT name, value FROM agent.replay_counts WHERE tenant = $1 AND run_id = $2";

    public const string Results = """
        SELECT number, source_id, result FROM agent.replay_items
         WHERE tenant = $1 AND run_id = $2 AND result IS NOT NULL AND number > $3 ORDER BY number LIMIT 500
        """;

    /// <summary>$4 a kind of difference, <c>error</c>, or empty for all. The index of those that changed serves it: the rest is never looked at.</summary>
    public const string Changed = """
        SELECT number, source_id, result FROM agent.replay_items
         WHERE tenant = $1 AND run_id = $2 AND result ->> 'verdict' <> 'same' AND number > $3
           AND ($4 = '' OR ($4 = 'error' AND result ->> 'verdict' = 'error')
                OR EXISTS (SELECT FROM json_array_elements(result -> 'differences') difference WHERE difference ->> 'kind' = $4))
         ORDER BY number LIMIT $5
        """;

    public const string Item = "SELECT number, source_id, source, result FROM agent.replay_items WHERE tenant = $1 AND run_id = $2 AND number = $3";

    public const string Cancel = """
        UPDATE agent.replay_runs run SET cancel_requested = cancel_requested OR run.status = 'running'
         WHERE tenant = $1 AND id = $2 RETURNING run.status = 'running'
        """;

    public const string End = """
        UPDATE agent.replay_runs run SET status = $3, error = $4, finished_at = $5
         WHERE tenant = $1 AND id = $2 AND status = 'running' AND ($3 <> 'completed' OR NOT is_job
            OR NOT EXISTS (SELECT FROM agent.replay_items item WHERE item.tenant = $1 AND item.run_id = $2 AND item.result IS NULL))
        """;

    private const string SelectRun = """
        SELECT tenant, id, mode, status, spec, digest, created_by, created_at, finished_at, is_job, cancel_requested, error FROM agent.replay_runs
        """;
}
