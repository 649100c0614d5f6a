using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Recovery;

/// <summary>Makes conversations old: what took a year in life is one statement here.</summary>
internal static class OldConversations
{
    /// <summary>Writes finished conversations with one row of everything straight into the database, untouched for <paramref name="days"/> days.</summary>
    public static Task InsertAsync(
        RuntimeFixture replica, int count, int days, CancellationToken cancellationToken, string tenant = RuntimeFixture.Tenant, string status = "completed") =>
        replica.ExecuteAsync(
            $$"""
            INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns,
                input_tokens, cached_input_tokens, output_tokens, cost_usd, tool_calls, created_at, updated_at)
            SELECT '{{tenant}}', 'c0{{status[..2]}}' || lpad(n::text, 30, '0'), 'toy', 'v1', 'guest', 'web', '{{status}}', 1, 1, 2, 1, 0, 0, 0, 0, 0, at, at
            FROM generate_series(1, {{count}}) n, (SELECT now() - interval '{{days}} days' AS at) times;
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, received_at)
            SELECT tenant, id, 1, 'conversation.message', '{"text":"hello"}', updated_at FROM agent.conversations WHERE id LIKE 'c0{{status[..2]}}%' AND tenant = '{{tenant}}';
            INSERT INTO agent.checkpoints (tenant, conversation_id, number, last_number, turn, ends_turn, epoch, last_event, needs, events, body, committed_at)
            SELECT tenant, id, n, n, 1, n = 3, 1, n, '{}', '[]', ('{"supersteps":[{"n":' || n || ',"activities":[{"kind":"model","name":"x"}]}],"turn":{"from":1} }')::json, updated_at
            FROM agent.conversations, generate_series(1, 3) n WHERE id LIKE 'c0{{status[..2]}}%' AND tenant = '{{tenant}}';
            INSERT INTO agent.approvals (tenant, id, conversation_id, customer_id, status, request, requested_at, decided_at, decided_by)
            SELECT tenant, 'a' || id, id, 'guest', 'withdrawn', '{}', updated_at, updated_at, 'system' FROM agent.conversations WHERE id LIKE 'c0{{status[..2]}}%' AND tenant = '{{tenant}}';
            INSERT INTO agent.payloads (tenant, conversation_id, hash, body)
            SELECT tenant, id, 'x', '""' FROM agent.conversations WHERE id LIKE 'c0{{status[..2]}}%' AND tenant = '{{tenant}}';
            """,
            cancellationToken);

    /// <summary>Lets a conversation that was really held have taken place <paramref name="days"/> days ago. Its id changes with it, as ids begin with their time.</summary>
    public static async Task<ConversationKey> AgeAsync(RuntimeFixture replica, ConversationKey key, int days, CancellationToken cancellationToken)
    {
        var old = key with { Id = "c0000000" + key.Id[8..] };
        // Without triggers, one of which would refuse this.
        await replica.ExecuteAsync(
            $"""
            SET session_replication_role = replica;
            UPDATE agent.conversations SET id = '{old.Id}', created_at = created_at - interval '{days} days', updated_at = updated_at - interval '{days} days' WHERE id = '{key.Id}';
            UPDATE agent.checkpoints SET conversation_id = '{old.Id}', committed_at = committed_at - interval '{days} days' WHERE conversation_id = '{key.Id}';
            UPDATE agent.inbox SET conversation_id = '{old.Id}' WHERE conversation_id = '{key.Id}';
            UPDATE agent.approvals SET conversation_id = '{old.Id}' WHERE conversation_id = '{key.Id}';
            UPDATE agent.payloads SET conversation_id = '{old.Id}' WHERE conversation_id = '{key.Id}';
            RESET session_replication_role;
            """,
            cancellationToken);
        return old;
    }

    /// <summary>Rows of conversations that are gone.</summary>
    public static Task<long> OrphansAsync(RuntimeFixture replica, CancellationToken cancellationToken) => replica.ReadAsync<long>(
        """
        SELECT count(*) FROM (
            SELECT tenant, conversation_id FROM agent.inbox UNION ALL SELECT tenant, conversation_id FROM agent.checkpoints
            UNION ALL SELECT tenant, conversation_id FROM agent.approvals UNION ALL SELECT tenant, conversation_id FROM agent.payloads
        ) rows WHERE NOT EXISTS (SELECT 1 FROM agent.conversations c WHERE c.tenant = rows.tenant AND c.id = rows.conversation_id)
        """,
        cancellationToken);
}
