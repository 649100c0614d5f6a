using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Privacy;
using Agent.Tests.Host.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Agent.Tests.Host.Privacy;

/// <summary>What is kept beside conversations goes when its class and tenant say so, and no day earlier.</summary>
internal sealed class ClassRetentionTests
{
    [Test, CancelAfter(60_000)]
    public async Task Each_class_goes_after_its_time_and_a_tenant_s_own_time_comes_first(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Retention:ToolAudit", "100.00:00:00", "--Retention:Webhooks", "10.00:00:00", "--Retention:Teams", "10.00:00:00", "--Retention:Tenants:long:Webhooks", "50.00:00:00", "--Retention:Tenants:long:ToolAudit", "200.00:00:00");
        await using var fill = host.Get<NpgsqlDataSource>().CreateCommand(
            """
            INSERT INTO webhooks.deliveries (tenant, id, webhook_id, kind, subject, status, attempts, next_at, created_at)
                SELECT tenant, tenant || age, 'w', 'k', 's', 'dead', 1, now(), now() - make_interval(days => age) FROM unnest(ARRAY['demo', 'long']) AS t (tenant), unnest(ARRAY[9, 11, 51]) AS a (age);
            INSERT INTO teams.outbox (tenant, key, chat_id, body, is_open, is_done, attempts, next_at, created_at)
                SELECT 'demo', age || status, 'c', '{}', false, status = 'done', 1, now(), now() - make_interval(days => age) FROM unnest(ARRAY[9, 11]) AS a (age), unnest(ARRAY['done', 'open']) AS s (status);
            INSERT INTO teams.activities (tenant, teams_id, activity_id, chat_id, is_done, attempts, received_at) SELECT 'demo', 'c', age::text, 'c', true, 1, now() - make_interval(days => age) FROM unnest(ARRAY[9, 11]) AS a (age);
            INSERT INTO backoffice.tool_audit (tenant, at, tool, role, arguments_hash, outcome, duration_ms)
                SELECT tenant, now() - make_interval(days => age), tenant || age, 'r', 'h', 'ok', 1 FROM unnest(ARRAY['demo', 'long']) AS t (tenant), unnest(ARRAY[99, 101, 201]) AS a (age);
            """);
        await fill.ExecuteNonQueryAsync(cancellationToken);
        var retention = host.Services.GetServices<IHostedService>().OfType<ClassRetention>().Single();
        await retention.RunAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await ReadAsync(host, "SELECT string_agg(id, ',' ORDER BY id) FROM webhooks.deliveries"), Is.EqualTo("demo9,long11,long9"));
        Assert.That(await ReadAsync(host, "SELECT string_agg(key, ',' ORDER BY key) FROM teams.outbox"), Is.EqualTo("11open,9done,9open"));
        Assert.That(await ReadAsync(host, "SELECT string_agg(activity_id, ',' ORDER BY activity_id) FROM teams.activities"), Is.EqualTo("9"));
        Assert.That(await ReadAsync(host, "SELECT string_agg(tool, ',' ORDER BY tool) FROM backoffice.tool_audit WHERE arguments_hash = 'h'"), Is.EqualTo("demo99,long101,long99"));
        Assert.That((await retention.RunAsync(cancellationToken)).Values, Is.All.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_retention_removed_is_in_the_tenant_s_audit_log(CancellationToken cancellationToken)
    {
        await using var host = await WebhookHost.StartAsync(null, "--Retention:Anytime", "true", "--Retention:Interval", "00:00:01", "--Retention:Conversations", "1.00:00:00");
        await using (var old = host.Database.CreateCommand(
            "INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns, input_tokens, cached_input_tokens, output_tokens, cost_usd, "
            + "tool_calls, created_at, updated_at) VALUES ('demo', 'c0000000old', 'support', 'v1', 'x', 'web', 'completed', 0, 0, 0, 0, 0, 0, 0, 0, 0, now() - interval '9 days', now() - interval '9 days')"))
            await old.ExecuteNonQueryAsync(cancellationToken);
        JsonElement row;
        while (true)
        {
            var page = await host.Admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?act=data.removed", cancellationToken);
            if (page.GetProperty("items") is var items && items.GetArrayLength() > 0)
            {
                row = items[0];
                break;
            }

            await Task.Delay(50, cancellationToken);
        }

        Assert.That((row.GetProperty("actor").GetString(), row.GetProperty("details").GetProperty("conversations").GetString()), Is.EqualTo(("system:retention", "1")));
    }

    [Test]
    public async Task The_database_itself_keeps_records_of_tool_calls_for_a_month_and_lets_only_persons_be_forgotten()
    {
        await using var host = await ApiHost.StartAsync();
        await ReadAsync(host, "INSERT INTO backoffice.tool_audit (tenant, at, tool, role, customer_id, arguments_hash, outcome, duration_ms) VALUES ('demo', now(), 't', 'r', 'mara', 'h', 'ok', 1)");
        foreach (var sql in new[] { "DELETE FROM backoffice.tool_audit", "UPDATE backoffice.tool_audit SET outcome = 'x'", "UPDATE backoffice.tool_audit SET customer_id = 'tom'", "TRUNCATE backoffice.tool_audit" })
            Assert.That(() => ReadAsync(host, sql), Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.RestrictViolation), sql);
        Assert.That(await ReadAsync(host, "UPDATE backoffice.tool_audit SET customer_id = NULL, conversation_id = NULL, request_id = NULL, idempotency_key = NULL RETURNING tool"), Is.EqualTo("t"));
    }

    [Test]
    public void A_time_that_is_too_short_stops_the_start() =>
        Assert.That(() => ApiHost.StartAsync("--Retention:ToolAudit", "29.00:00:00"), Throws.Exception.With.Message.Contains("ToolAudit"));

    private static async Task<object?> ReadAsync(ApiHost host, string sql)
    {
        await using var command = host.Get<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
