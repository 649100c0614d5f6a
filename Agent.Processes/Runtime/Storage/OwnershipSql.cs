namespace Agent.Processes.Runtime.Storage;

/// <summary>Statements that take a conversation, keep it, and let it go.</summary>
internal static class OwnershipSql
{
    /// <summary>An owner whose lease has lapsed is none. The database's clock decides, so the replicas' clocks need not agree.</summary>
    public const string IsFree = "(owner IS NULL OR lease_until < now())";

    /// <summary>What an input nobody here works on at once does to the conversation's row: whoever takes abandoned conversations over takes this one too.</summary>
    public const string Queue =
        $"""
        status = 'running',
        epoch = CASE WHEN {IsFree} THEN epoch + 1 ELSE epoch END,
        lease_until = CASE WHEN {IsFree} THEN now() - interval '1 second' ELSE lease_until END,
        owner = CASE WHEN {IsFree} THEN 'queued/' || epoch ELSE owner END
        """;

    /// <summary>Keeps a claim that this process still holds. $1 tenant, $2 conversation, $3 claim token, $4 lease.</summary>
    public const string Keep =
        """
        UPDATE agent.conversations SET lease_until = now() + $4 WHERE tenant = $1 AND id = $2 AND owner = $3
        RETURNING last_input, epoch, workflow, workflow_version, customer_id, channel
        """;

    /// <summary>Renews the leases of long turns. $1 lease, $2 claim tokens, $3 tenants, $4 conversations, in parallel. Returns those still held.</summary>
    public const string Renew =
        """
        UPDATE agent.conversations c SET lease_until = now() + $1
        FROM unnest($2::text[], $3::text[], $4::text[]) AS held (token, tenant, id)
        WHERE c.tenant = held.tenant AND c.id = held.id AND c.owner = held.token
        RETURNING c.owner
        """;

    /// <summary>Takes abandoned conversations over. $1 claim token prefix, $2 lease, $3 limit,
    /// $4 whether living leases of other processes count as abandoned too, $5 this process.</summary>
    public const string Rescue =
        """
        UPDATE agent.conversations c SET owner = $1 || c.tenant || '/' || c.id, epoch = c.epoch + 1, lease_until = now() + $2
        FROM (
            SELECT tenant, id FROM agent.conversations
            WHERE owner IS NOT NULL AND (lease_until < now() OR ($4 AND NOT starts_with(owner, $5)))
            ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED
        ) abandoned
        WHERE c.tenant = abandoned.tenant AND c.id = abandoned.id
        RETURNING c.tenant, c.id, c.owner, c.epoch, c.workflow, c.workflow_version, c.customer_id, c.channel, c.last_input
        """;

    /// <summary>
    /// Lets go of a conversation that turned out to have nothing to do. An input accepted since then counts on its owner, so there must be none.
    /// $1 tenant, $2 conversation, $3 claim token, $4 the last turn.
    /// </summary>
    public const string Release =
        """
        UPDATE agent.conversations SET owner = NULL, lease_until = NULL
        WHERE tenant = $1 AND id = $2 AND owner = $3 AND last_input <= $4
        """;

    /// <summary>Hands a conversation over: its lease lapses now, so the next replica that looks takes it. $1 tenant, $2 conversation, $3 claim token.</summary>
    public const string HandOver = "UPDATE agent.conversations SET lease_until = now() - interval '1 second' WHERE tenant = $1 AND id = $2 AND owner = $3";
}
