namespace Agent.Processes.Runtime.Storage;

/// <summary>The statement that takes conversations from the queue.</summary>
internal static class QueueSql
{
    /// <summary>Whether anything is queued at all.</summary>
    public const string Any = "SELECT EXISTS (SELECT 1 FROM agent.conversations WHERE ready_at IS NOT NULL AND owner IS NULL)";

    /// <summary>
    /// Takes queued conversations: interactive before batch, then every tenant its share (what is worked on of it here counts), then the oldest.
    /// $1 claim token prefix, $2 lease, $3 slots, $4 tenants with conversations here and $5 how many each has, $6 the most of one tenant, $7 workflow versions known here,
    /// $8 whether a suspect may be among them: then one at most, see <see cref="OwnershipSql.IsSuspect"/>.
    /// One row with the number of candidates, and the claim where one was taken.
    /// </summary>
    /// <remarks>
    /// The tenants are found by jumping from one to the next in the index, and of each only as many conversations are looked at as could be taken: the cost
    /// does not depend on how many wait. More candidates than slots are looked at, because other replicas take at the same time and lock theirs.
    /// </remarks>
    public static readonly string Take =
        $"""
        WITH RECURSIVE tenants AS (
            (SELECT tenant FROM agent.conversations WHERE ready_at IS NOT NULL ORDER BY tenant LIMIT 1)
            UNION ALL
            SELECT (SELECT tenant FROM agent.conversations WHERE ready_at IS NOT NULL AND tenant > t.tenant ORDER BY tenant LIMIT 1)
            FROM tenants t WHERE t.tenant IS NOT NULL
        ), ranked AS (
            SELECT c.tenant, c.id, c.priority, c.ready_at, c.suspect,
                coalesce(here.running, 0) + row_number() OVER (PARTITION BY c.tenant ORDER BY c.priority, c.ready_at) AS share
            FROM tenants t
            LEFT JOIN unnest($4::text[], $5::int[]) AS here (tenant, running) ON here.tenant = t.tenant
            CROSS JOIN LATERAL (
                SELECT tenant, id, priority, ready_at, {OwnershipSql.IsSuspect} AS suspect FROM agent.conversations
                WHERE tenant = t.tenant AND ready_at IS NOT NULL AND owner IS NULL AND {OwnershipSql.IsKnown("$7")} AND ($8 OR NOT {OwnershipSql.IsSuspect})
                ORDER BY priority, ready_at LIMIT greatest(least(4 * $3, $6 - coalesce(here.running, 0)), 0)
            ) c
        ), candidates AS MATERIALIZED (
            SELECT tenant, id, priority, share, ready_at
            FROM (SELECT *, count(*) FILTER (WHERE suspect) OVER (ORDER BY priority, share, ready_at, id) AS suspects FROM ranked) counted
            WHERE NOT suspect OR suspects = 1
            ORDER BY priority, share, ready_at LIMIT 4 * $3
        ), free AS MATERIALIZED (
            SELECT c.tenant, c.id FROM candidates k JOIN agent.conversations c ON c.tenant = k.tenant AND c.id = k.id
            WHERE c.ready_at IS NOT NULL AND c.owner IS NULL
            ORDER BY k.priority, k.share, k.ready_at LIMIT $3 FOR UPDATE OF c SKIP LOCKED
        ), taken AS (
            UPDATE agent.conversations c SET
                owner = $1 || c.tenant || '/' || c.id, epoch = c.epoch + 1, lease_until = now() + $2, ready_at = NULL
            FROM free WHERE c.tenant = free.tenant AND c.id = free.id
            RETURNING c.tenant, c.id, c.owner, c.epoch, {OwnershipSql.IsSuspect} AS suspect
        )
        SELECT n.candidates, taken.tenant, taken.id, taken.owner, taken.epoch, taken.suspect
        FROM (SELECT count(*)::int AS candidates FROM candidates) n LEFT JOIN taken ON true
        """;
}
