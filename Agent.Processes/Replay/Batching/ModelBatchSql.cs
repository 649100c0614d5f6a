namespace Agent.Processes.Replay.Batching;

/// <summary>The statements of <see cref="ModelBatches"/>. $1 is always the tenant and $2 the run.</summary>
internal static class ModelBatchSql
{
    public const string FindCall = """
        SELECT c.batch_id, c.tries, c.answer_status, c.answer, b.ended_at IS NOT NULL
          FROM agent.model_batch_calls c JOIN agent.model_batches b ON b.tenant = c.tenant AND b.run_id = c.run_id AND b.id = c.batch_id
         WHERE c.tenant = $1 AND c.run_id = $2 AND c.key = $3
        """;

    public const string InsertBatch = "INSERT INTO agent.model_batches (tenant, run_id, id, model, status, calls, created_at) VALUES ($1, $2, $3, $4, 'new', $5, now())";

    /// <summary>A call that was in a batch that came to nothing goes into another one.</summary>
    public const string InsertCalls = """
        INSERT INTO agent.model_batch_calls (tenant, run_id, key, batch_id, request, tries)
        SELECT $1, $2, call.key, $3, call.request, 1 FROM unnest($4, $5) AS call (key, request)
        ON CONFLICT ON CONSTRAINT pk_model_batch_calls DO UPDATE
           SET batch_id = excluded.batch_id, request = excluded.request, tries = model_batch_calls.tries + 1 WHERE model_batch_calls.answer_status IS NULL
        """;

    public const string Open = $"{SelectBatch} WHERE tenant = $1 AND run_id = $2 AND ended_at IS NULL ORDER BY created_at";

    public const string Calls = "SELECT key, request, answer_status, answer FROM agent.model_batch_calls WHERE tenant = $1 AND run_id = $2 AND batch_id = $3 ORDER BY key";

    public const string AllCalls = """
        SELECT c.key, b.model, c.answer_status, c.answer
          FROM agent.model_batch_calls c JOIN agent.model_batches b ON b.tenant = c.tenant AND b.run_id = c.run_id AND b.id = c.batch_id
         WHERE c.tenant = $1 AND c.run_id = $2 ORDER BY c.key
        """;

    public const string Upload = "UPDATE agent.model_batches SET file_id = $4 WHERE tenant = $1 AND run_id = $2 AND id = $3";

    public const string Tell = "UPDATE agent.model_batches SET status = $4, provider_id = coalesce($5, provider_id) WHERE tenant = $1 AND run_id = $2 AND id = $3";

    /// <summary>The first answer stays.</summary>
    public const string Answer = """
        UPDATE agent.model_batch_calls c SET answer_status = a.status, answer = a.body FROM unnest($4, $5, $6) AS a (key, status, body)
         WHERE c.tenant = $1 AND c.run_id = $2 AND c.batch_id = $3 AND c.key = a.key AND c.answer_status IS NULL
        """;

    public const string End = "UPDATE agent.model_batches SET status = $4, error = $5, ended_at = now() WHERE tenant = $1 AND run_id = $2 AND id = $3";

    /// <summary>What customers said is not kept longer than it is needed.</summary>
    public const string Forget = "DELETE FROM agent.model_batch_calls WHERE tenant = $1 AND run_id = $2";

    public const string Progress = """
        SELECT count(*)::int, count(ended_at)::int, coalesce(sum(calls), 0)::int, coalesce(sum(calls) FILTER (WHERE ended_at IS NOT NULL), 0)::int
          FROM agent.model_batches WHERE tenant = $1 AND run_id = $2
        """;

    private const string SelectBatch = "SELECT id, model, status, file_id, provider_id, calls FROM agent.model_batches";
}
