using Agent.Processes.Recovery.Retention;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Processes.Recovery;

/// <summary>
/// What runs again and again in the background must not cost more with every conversation there is: with 20,000 of them the planner reads no table from
/// one end to the other, neither for these values nor for any.
/// </summary>
internal sealed class SweepPlanTests
{
    private const string Ids = "ARRAY['c0id000000000000000000000000000001', 'c0id000000000000000000000000000002']";
    private const string Page = "'demo', '', 'c1', now() - interval '90 days', 100";
    private RuntimeFixture _replica = null!;

    private static IEnumerable<TestCaseData> Sweeps =>
    [
        Case("rescue", OwnershipSql.Rescue, "32, false, 'r', '{}', 5"),
        Case("tenants", RetentionSql.Tenants, null),
        Case("lock finished", RetentionSql.LockFinished, Page),
        Case("count finished", RetentionSql.CountFinished, Page),
        Case("count sandboxes", RetentionSql.CountSandboxes, Page),
        Case("count journals", RetentionSql.CountJournals, Page),
        Case("lock sandboxes", RetentionSql.LockSandboxes, Page),
        Case("delete", RetentionSql.Delete, $"'demo', {Ids}"),
        Case("find journals", RetentionSql.FindJournals, Page),
        Case("read journals", RetentionSql.ReadJournals, $"'demo', {Ids}, now(), 500"),
        Case("remove journal", RetentionSql.RemoveJournal, "'demo', 'c0', 1, '{}', NULL, NULL"),
        Case("mark journals", RetentionSql.MarkJournals, $"'demo', {Ids}, now()"),
        Case("delete payloads", RetentionSql.DeletePayloads, $"'demo', {Ids}"),
    ];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _replica = await RuntimeFixture.StartAsync(settings: new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "3600" });
        await OldConversations.InsertAsync(_replica, 17_000, 1, CancellationToken.None, status: "idle");
        await OldConversations.InsertAsync(_replica, 1_000, 401, CancellationToken.None);
        await OldConversations.InsertAsync(_replica, 2_000, 1, CancellationToken.None, tenant: "other");
        await _replica.ExecuteAsync(
            "UPDATE agent.conversations SET owner = 'x/' || id, lease_until = now() + interval '1 hour', status = 'running' WHERE id LIKE 'c0id%07'",
            CancellationToken.None);
        await _replica.ExecuteAsync(
            """
            INSERT INTO agent.lineage (tenant, conversation_id, upto, upto_turn, upto_event, source_id)
            SELECT tenant, 'f' || id, 2, 1, 2, id FROM agent.conversations WHERE id LIKE '%9'
            """,
            CancellationToken.None);
        await _replica.ExecuteAsync("ANALYZE", CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _replica.DisposeAsync();

    [TestCaseSource(nameof(Sweeps)), CancelAfter(60_000)]
    public async Task A_sweep_reads_no_table_from_end_to_end(string sql, string? arguments, CancellationToken cancellationToken)
    {
        await using var connection = await _replica.Database.OpenConnectionAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        foreach (var mode in (string[])["force_custom_plan", "force_generic_plan"])
        {
            var plan = await ExplainAsync(connection, mode, sql, arguments, cancellationToken);
            Assert.That(plan, Does.Not.Match("Seq Scan on (conversations|checkpoints|inbox|approvals|payloads|lineage)"), mode);
        }
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string mode, string sql, string? arguments, CancellationToken cancellationToken)
    {
        var text = $"SET plan_cache_mode = {mode}; PREPARE sweep AS {sql}; EXPLAIN EXECUTE sweep{(arguments is null ? "" : $"({arguments})")}";
        // Written without parameters, in one go: the dollars in it are the prepared statement's.
        await using var command = new NpgsqlCommand(text, connection);
        var lines = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    lines.Add(reader.GetString(0));
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        await using var forget = new NpgsqlCommand("DEALLOCATE sweep", connection);
        await forget.ExecuteNonQueryAsync(cancellationToken);
        return string.Join('\n', lines);
    }

    private static TestCaseData Case(string name, string sql, string? arguments) => new TestCaseData(sql, arguments).SetArgDisplayNames(name);
}
