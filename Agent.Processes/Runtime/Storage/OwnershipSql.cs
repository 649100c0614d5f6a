namespace Agent.Processes.Runtime.Storage;

/// <summary>Statements that take a conversation, keep it, and let it go.</summary>
internal static class OwnershipSql
{
    /// <summary>An owner whose lease has lapsed is none. The database's clock decides, so the replicas' clocks need not agree.</summary>
    public const string IsFree = "(owner IS NULL OR lease_until < now())";

    /// <summary>
    /// Whether work on a conversation has broken off twice without a commit: it may be what ends its replicas. Such a conversation is taken apart from other
    /// suspects, so that those that only happened to be on the same replica get to a commit and are not parked with it.
    /// </summary>
    public const string IsSuspect = "attempts >= 2";

    /// <summary>Whether input is only kept: the conversation waits for an operator, or a person has it.</summary>
    public const string IsHeld = "status IN ('parked', 'claimed')";

    /// <summary>What an input that nobody waits for does to the conversation's row: it is queued when nobody works on it.</summary>
    public const string Queue =
        $"""
        status = CASE WHEN {IsHeld} THEN status ELSE 'running' END,
        ready_at = CASE WHEN owner IS NOT NULL OR {IsHeld} THEN NULL ELSE coalesce(ready_at, now()) END
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

    /// <summary>
    /// Puts abandoned conversations back into the queue, where they have the place of the input they stopped at. One whose superstep was begun too often
    /// without a commit is parked instead. $1 limit, $2 whether living leases of other processes count as abandoned too, $3 this process,
    /// $4 claim tokens it still works under, $5 the most attempts.
    /// </summary>
    public static readonly string Rescue =
        $"""
        UPDATE agent.conversations c SET
            owner = NULL,
            lease_until = NULL,
            attempts = stopped.attempts,
            stuck_at = stopped.superstep,
            status = CASE WHEN stopped.attempts < $5 THEN c.status ELSE 'parked' END,
            ready_at = CASE WHEN stopped.attempts < $5 THEN stopped.since END,
            parked_reason = CASE WHEN stopped.attempts < $5 THEN NULL ELSE '{ParkedReasons.Poisoned}' END,
            parked_error = CASE WHEN stopped.attempts < $5 THEN NULL ELSE
                format('Work on it broke off %s times behind superstep %s; each time its replica went away.', stopped.attempts, stopped.superstep) END,
            updated_at = CASE WHEN stopped.attempts < $5 THEN c.updated_at ELSE now() END
        FROM (
            SELECT a.tenant, a.id, h.superstep, CASE WHEN a.stuck_at = h.superstep THEN a.attempts + 1 ELSE 1 END AS attempts,
                coalesce({ReceivedAt("a.tenant", "a.id", "h.turn")}, now()) AS since
            FROM (
                SELECT tenant, id, stuck_at, attempts FROM agent.conversations
                WHERE owner IS NOT NULL AND (lease_until < now() OR ($2 AND NOT starts_with(owner, $3))) AND NOT owner = ANY($4)
                ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED
            ) a
            CROSS JOIN LATERAL ({WhereItStands("a.tenant", "a.id")}) h
        ) stopped
        WHERE c.tenant = stopped.tenant AND c.id = stopped.id
        RETURNING c.tenant, c.id, c.attempts, c.parked_reason IS NOT NULL, CASE WHEN c.ready_at IS NOT NULL THEN {WorkExists} END
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

    /// <summary>Hands a conversation over: it is queued, at the place of the input it stopped at, for whoever has room. $1 tenant, $2 conversation, $3 claim token.</summary>
    public static readonly string HandOver =
        $"""
        UPDATE agent.conversations c SET owner = NULL, lease_until = NULL, ready_at = coalesce({ReceivedAt("$1", "$2", "h.turn")}, now())
        FROM ({WhereItStands("$1", "$2")}) h
        WHERE tenant = $1 AND id = $2 AND owner = $3
        RETURNING {WorkExists}
        """;

    /// <summary>Wakes every replica that has room. Costs a lock of the whole server at commit: only where something was queued.</summary>
    public const string WorkExists = "pg_notify('agent_work', '')::text";

    /// <summary>
    /// What accepting an input does to the conversation's row: it is claimed when it is free, there is room here and its workflow is known here. Otherwise,
    /// when nobody works on it, it is queued.
    /// </summary>
    /// <param name="token">The parameter with the claim token.</param>
    /// <param name="lease">The parameter with the lease.</param>
    /// <param name="hasRoom">The parameter that says whether there is room.</param>
    /// <param name="versions">The parameter with the workflow versions known here.</param>
    public static string ClaimOrQueue(string token, string lease, string hasRoom, string versions)
    {
        var claims = $"({hasRoom} AND NOT {IsHeld} AND NOT {IsSuspect} AND {IsFree} AND {IsKnown(versions)})";
        return
            $"""
            status = CASE WHEN {IsHeld} THEN status ELSE 'running' END,
            epoch = CASE WHEN {claims} THEN epoch + 1 ELSE epoch END,
            lease_until = CASE WHEN {claims} THEN now() + {lease} ELSE lease_until END,
            owner = CASE WHEN {claims} THEN {token} ELSE owner END,
            ready_at = CASE WHEN {claims} OR owner IS NOT NULL OR {IsHeld} THEN NULL ELSE coalesce(ready_at, now()) END
            """;
    }

    /// <summary>Whether a conversation's workflow is among those known here.</summary>
    public static string IsKnown(string versions) => $"workflow || '/' || workflow_version = ANY({versions})";

    /// <summary>The last committed superstep, and the turn that is due. Always one row.</summary>
    public static string WhereItStands(string tenant, string id) =>
        $"""
        SELECT coalesce(max(last.last_number), 0) AS superstep, coalesce(max(CASE WHEN last.ends_turn THEN last.turn + 1 ELSE last.turn END), 1) AS turn
        FROM (SELECT last_number, turn, ends_turn FROM agent.checkpoints WHERE tenant = {tenant} AND conversation_id = {id} ORDER BY number DESC LIMIT 1) last
        """;

    private static string ReceivedAt(string tenant, string id, string turn) =>
        $"(SELECT received_at FROM agent.inbox WHERE tenant = {tenant} AND conversation_id = {id} AND number = {turn})";
}
