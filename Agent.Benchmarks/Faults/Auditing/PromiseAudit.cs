using System.Globalization;
using Agent.Benchmarks.Faults.Playing;
using Agent.Benchmarks.Faults.Scripts;
using Agent.Processes;
using Npgsql;

namespace Agent.Benchmarks.Faults.Auditing;

/// <summary>Compares what played conversations were promised and asked for with the inbox and the back office.</summary>
internal sealed class PromiseAudit(NpgsqlDataSource database)
{
    private const string Inbox = "SELECT conversation_id, number, kind, idempotency_key FROM agent.inbox WHERE tenant = $1 AND conversation_id = ANY($2)";

    private const string Effects =
        """
        SELECT split_part(idempotency_key, ':', 1), tool, count(*) FROM backoffice.tool_effects
        WHERE tenant = $1 AND split_part(idempotency_key, ':', 1) = ANY($2) GROUP BY 1, 2
        """;

    private const string Shop =
        """
        SELECT c.customer_id,
            (SELECT count(*) FROM backoffice.tickets t WHERE t.tenant = c.tenant AND t.customer_id = c.customer_id),
            (SELECT count(*) FROM backoffice.returns r JOIN backoffice.orders o ON o.tenant = r.tenant AND o.order_id = r.order_id
                WHERE o.tenant = c.tenant AND o.customer_id = c.customer_id),
            (SELECT coalesce(sum(jsonb_array_length(o.payment_history)), 0)::bigint FROM backoffice.orders o WHERE o.tenant = c.tenant AND o.customer_id = c.customer_id),
            (SELECT coalesce(sum(p.balance_minor), 0)::bigint FROM backoffice.payment_methods p WHERE p.tenant = c.tenant AND p.customer_id = c.customer_id)
        FROM backoffice.customers c WHERE c.tenant = $1 AND c.customer_id = ANY($2)
        """;

    public async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyCollection<PlayedConversation> played, CancellationToken cancellationToken)
    {
        var ids = played.Select(conversation => conversation.Id).ToArray();
        var inbox = (await ReadAsync(Inbox, ids, row => (Id: row.GetString(0), Number: row.GetInt32(1), Kind: row.GetString(2), Key: row.IsDBNull(3) ? null : row.GetString(3)),
            cancellationToken)).ToLookup(input => input.Id, StringComparer.Ordinal);
        var effects = (await ReadAsync(Effects, ids, row => (Id: row.GetString(0), Tool: row.GetString(1), Count: row.GetInt64(2)), cancellationToken))
            .ToLookup(effect => effect.Id, StringComparer.Ordinal);
        var shop = (await ReadAsync(Shop, [.. played.Select(conversation => conversation.Customer.Id)],
                row => (Id: row.GetString(0), Tickets: row.GetInt64(1), Returns: row.GetInt64(2), Payments: row.GetInt64(3), Balance: row.GetInt64(4)), cancellationToken))
            .ToDictionary(customer => customer.Id, StringComparer.Ordinal);
        var findings = new List<Finding>();
        foreach (var conversation in played)
        {
            var script = conversation.Script;
            CheckInputs(conversation, [.. inbox[conversation.Id].Select(input => (input.Number, input.Kind, input.Key))], findings);
            foreach (var tool in effects[conversation.Id].Select(effect => effect.Tool).Union(script.Effects.Keys, StringComparer.Ordinal))
            {
                Compare(conversation, $"calls of {tool}", effects[conversation.Id].Where(effect => effect.Tool == tool).Sum(effect => effect.Count), script.Effects.GetValueOrDefault(tool), findings);
            }

            var customer = shop[conversation.Customer.Id];
            Compare(conversation, "tickets", customer.Tickets, script.Tickets, findings);
            Compare(conversation, "returns", customer.Returns, script.Returns, findings);
            Compare(conversation, "payments", customer.Payments - conversation.Customer.Payments, script.Payments, findings);
            Compare(conversation, "cents off the gift cards", conversation.Customer.BalanceMinor - customer.Balance, script.GiftCardSpentMinor, findings);
            if (conversation.Trouble is { } trouble)
            {
                findings.Add(new(FindingKind.UnexpectedAnswer, conversation.Id, trouble));
            }
        }

        return findings;
    }

    private static void CheckInputs(PlayedConversation conversation, List<(int Number, string Kind, string? Key)> inbox, List<Finding> findings)
    {
        foreach (var (key, turn) in conversation.Acknowledged.Distinct())
        {
            if (!inbox.Exists(input => input.Key == key && TurnIds.Format(input.Number) == turn))
            {
                findings.Add(new(FindingKind.LostInput, conversation.Id, $"'{key}' was acknowledged as {turn}, and is not in the inbox"));
            }
        }

        var decisions = inbox.Count(input => input.Kind == ConversationInputs.ApprovalDecided);
        if (decisions < conversation.Decisions)
        {
            findings.Add(new(FindingKind.LostInput, conversation.Id, "a decision was acknowledged, and is not in the inbox"));
        }

        if (inbox.Count > conversation.Script.Inputs.Count)
        {
            findings.Add(new(FindingKind.DoubledAnswer, conversation.Id, string.Create(CultureInfo.InvariantCulture,
                $"{conversation.Script.Inputs.Count} inputs were sent, however often, and {inbox.Count} are in the inbox")));
        }
    }

    private static void Compare(PlayedConversation conversation, string what, long found, long asked, List<Finding> findings)
    {
        if (found > asked)
        {
            findings.Add(new(FindingKind.DuplicatedEffect, conversation.Id, string.Create(CultureInfo.InvariantCulture, $"{found} {what} instead of {asked}")));
        }
        else if (found < asked && conversation.IsFinished)
        {
            findings.Add(new(FindingKind.MissingEffect, conversation.Id, string.Create(CultureInfo.InvariantCulture, $"{found} {what} instead of {asked}")));
        }
    }

    private async Task<List<T>> ReadAsync<T>(string sql, string[] ids, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = ScriptShop.Tenant });
        command.Parameters.Add(new() { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
