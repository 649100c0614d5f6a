using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Privacy;

/// <summary>What the edges of the service store of a customer: chats in Teams, what was told to webhooks, answers that are kept to be given again.</summary>
internal sealed class EdgeRecords(TenantDatabase database)
{
    // $1 tenant, $2 customer, $3 conversations, $4 approvals, $5 both of these and the customer as they stand in texts, $6 chats; not each in each.
    private const string Chats =
        """
        SELECT id FROM teams.chats WHERE tenant = $1 AND (conversation_id = ANY($3)
            OR user_id IN (SELECT user_id FROM teams.people WHERE tenant = $1 AND customer_id = $2))
        """;

    private const string Outbox =
        """
        WITH gone AS (
            DELETE FROM teams.outbox o WHERE tenant = $1 AND (approval_id = ANY($4) OR chat_id = ANY($6)
                OR EXISTS (SELECT FROM unnest($5::text[]) AS trace (text) WHERE position(trace.text IN o.body::text) > 0 OR position(trace.text IN o.key) > 0))
            RETURNING number
        ), changed AS (
            DELETE FROM teams.outbox WHERE tenant = $1 AND replaces IN (SELECT number FROM gone) AND number NOT IN (SELECT number FROM gone)
        )
        SELECT count(*) FROM gone
        """;

    private static readonly (string Table, string Sql)[] s_removals =
    [
        ("teams.outbox", Outbox),
        ("teams.activities", "WITH gone AS (DELETE FROM teams.activities WHERE tenant = $1 AND chat_id = ANY($6) RETURNING 1) SELECT count(*) FROM gone"),
        ("teams.chats", "WITH gone AS (DELETE FROM teams.chats WHERE tenant = $1 AND id = ANY($6) RETURNING 1) SELECT count(*) FROM gone"),
        ("teams.people", "WITH gone AS (DELETE FROM teams.people WHERE tenant = $1 AND customer_id = $2 RETURNING 1) SELECT count(*) FROM gone"),
        ("webhooks.deliveries",
            """
            WITH gone AS (
                DELETE FROM webhooks.deliveries d WHERE tenant = $1 AND (conversation_id = ANY($3)
                    OR EXISTS (SELECT FROM unnest($5::text[]) AS trace (text) WHERE position(trace.text IN d.body) > 0)) RETURNING 1
            ) SELECT count(*) FROM gone
            """),
        ("api.answers",
            """
            WITH gone AS (
                DELETE FROM api.answers a WHERE tenant = $1 AND (right(caller, length($2)) = $2 OR conversation_id = ANY($3) OR reserved = ANY($3)
                    OR EXISTS (SELECT FROM unnest($5::text[]) AS trace (text) WHERE position(convert_to(trace.text, 'UTF8') IN a.body) > 0 OR position(trace.text IN a.location) > 0)) RETURNING 1
            ) SELECT count(*) FROM gone
            """),
    ];

    /// <summary>Removes it, all or nothing; harmless to repeat.</summary>
    /// <returns>Rows removed, by table.</returns>
    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(string tenant, ErasureSubject subject, CancellationToken cancellationToken)
    {
        string[] conversations = [.. subject.Conversations], approvals = [.. subject.Approvals];
        // An id by itself could be a part of another one; as JSON writes it, it is not.
        string[] traces = [.. conversations, .. approvals, $"\"{subject.CustomerId}\""];
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var chats = (await transaction.ReadAsync(Chats, row => row.GetString(0), cancellationToken, tenant, subject.CustomerId, conversations)).ToArray();
        SortedDictionary<string, long> removed = new(StringComparer.Ordinal);
        foreach (var (table, sql) in s_removals)
        {
            if ((await transaction.ReadAsync(sql, row => row.GetInt64(0), cancellationToken, tenant, subject.CustomerId, conversations, approvals, traces, chats)).Single() is > 0 and var rows)
                removed[table] = rows;
        }

        await transaction.CommitAsync(cancellationToken);
        return removed;
    }
}
