namespace Agent.Processes.Runtime.Storage;

/// <summary>Statements about the replicas that are alive, and about conversations none of them can work on.</summary>
internal static class ReplicaSql
{
    /// <summary>
    /// A heartbeat; it also forgets replicas that fell silent long ago. $1 id, $2 name, $3 workflow versions, $4 running, $5 draining, $6 lease.
    /// </summary>
    public const string Beat =
        """
        WITH gone AS (
            DELETE FROM agent.replicas WHERE id <> $1 AND seen_at < now() - 20 * $6::interval
        )
        INSERT INTO agent.replicas (id, name, started_at, seen_at, workflows, running, draining) VALUES ($1, $2, now(), now(), $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET seen_at = now(), running = EXCLUDED.running, draining = EXCLUDED.draining
        """;

    /// <summary>$1 id.</summary>
    public const string Leave = "DELETE FROM agent.replicas WHERE id = $1";

    /// <summary>Queues the conversations that were parked for want of a version that is here. $1 workflow versions.</summary>
    public static readonly string Unpark =
        $"""
        UPDATE agent.conversations c SET status = 'running', ready_at = now(), parked_reason = NULL, parked_error = NULL
        FROM (
            SELECT tenant, id FROM agent.conversations
            WHERE parked_reason = '{ParkedReasons.UnknownVersion}' AND {OwnershipSql.IsKnown("$1")} LIMIT 1000 FOR UPDATE SKIP LOCKED
        ) known
        WHERE c.tenant = known.tenant AND c.id = known.id
        RETURNING {OwnershipSql.WorkExists}
        """;

    /// <summary>Parks the queued conversations whose version no living replica has. $1 workflow versions here, $2 lease.</summary>
    public static readonly string ParkUnknown =
        $"""
        UPDATE agent.conversations c SET
            status = 'parked', ready_at = NULL, updated_at = now(), parked_reason = '{ParkedReasons.UnknownVersion}',
            parked_error = format('No replica has version %s of workflow %s.', c.workflow_version, c.workflow)
        FROM (
            SELECT tenant, id FROM agent.conversations
            WHERE ready_at IS NOT NULL AND owner IS NULL AND NOT {OwnershipSql.IsKnown("$1")} AND NOT EXISTS (
                SELECT 1 FROM agent.replicas WHERE seen_at > now() - $2 AND NOT draining AND {OwnershipSql.IsKnown("workflows")})
            LIMIT 1000 FOR UPDATE SKIP LOCKED
        ) unknown
        WHERE c.tenant = unknown.tenant AND c.id = unknown.id
        RETURNING c.tenant, c.id, c.workflow, c.workflow_version
        """;
}
