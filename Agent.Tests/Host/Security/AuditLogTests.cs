using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Agent.Host.Security.Audit;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Api;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Agent.Tests.Host.Api.ApiTests;

namespace Agent.Tests.Host.Security;

internal sealed class AuditLogTests
{
    private string _keyPath = null!;
    private ApiHost _host = null!;

    private AuditStore Store => _host.Services.GetRequiredService<AuditStore>();

    [SetUp]
    public async Task StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _keyPath = Path.GetTempFileName();
        await File.WriteAllTextAsync(_keyPath, key.ExportPkcs8PrivateKeyPem());
        _host = await ApiHost.StartAsync("--Audit:SigningKeyPath", _keyPath);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_keyPath);
    }

    [Test]
    public async Task An_act_is_in_the_log_before_its_caller_is_told()
    {
        _host.Conversations.Asks = Approvals.ForOperator("audited-1");
        using var started = await _host.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" });
        var id = (await ReadAsync(started)).GetProperty("id").GetString();
        using (await _host.Client.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "refund it" }))
        {
        }

        using var decide = new HttpRequestMessage(HttpMethod.Post, "/api/v1/approvals/audited-1/decision") { Content = JsonContent.Create(new { decision = "deny", reason = "private words" }) };
        decide.Headers.Add("X-Request-Id", "audit-4711");
        using var decided = await _host.Client.SendAsync(decide);
        using var again = await _host.Client.PostAsJsonAsync("/api/v1/approvals/audited-1/decision", new { decision = "approve" });
        var log = await _host.Client.GetFromJsonAsync<JsonElement>("/api/v1/audit?act=approval.decided");
        var row = log.GetProperty("items").EnumerateArray().Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(row.GetProperty("actor").GetString(), Is.EqualTo("operator:dev"));
        Assert.That(row.GetProperty("subject").GetString(), Is.EqualTo("audited-1"));
        Assert.That(row.GetProperty("requestId").GetString(), Is.EqualTo("audit-4711"));
        Assert.That(row.GetProperty("details").GetProperty("decision").GetString(), Is.EqualTo("deny"));
        Assert.That(log.ToString(), Does.Not.Contain("private words"));
    }

    [Test]
    public async Task Keys_and_tenants_leave_their_trace()
    {
        using var made = await _host.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "n", scopes = new[] { "conversations:read" } });
        var key = await ReadAsync(made);
        var id = key.GetProperty("id").GetString()!;
        using (await _host.Client.DeleteAsync($"/api/v1/api-keys/{id}"))
        using (await _host.Client.PostAsJsonAsync("/api/v1/tenants", new { tenant = "acme", name = "Acme" }))
        using (await _host.Client.PostAsJsonAsync("/api/v1/tenants/acme/suspend", new { }))
        {
        }

        var rows = await Store.ReadAsync("demo", 0, 100, null, null, CancellationToken.None);
        Assert.That(rows.Select(row => (row.Act, row.Subject)), Is.EqualTo(
            [(AuditActs.KeyCreated, id), (AuditActs.KeyRevoked, id), (AuditActs.TenantCreated, "acme"), (AuditActs.TenantSuspended, "acme")]));
        Assert.That(JsonSerializer.Serialize(rows), Does.Not.Contain(key.GetProperty("key").GetString()![16..]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Denied_access_is_in_the_log(CancellationToken cancellationToken)
    {
        using var made = await _host.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "n", scopes = new[] { "conversations:read" } }, cancellationToken);
        using var machine = _host.As((await ReadAsync(made)).GetProperty("key").GetString()!);
        using (await machine.GetAsync("/api/v1/operations/parked", cancellationToken))
        {
        }

        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await Store.ReadAsync("demo", 0, 100, AuditActs.AccessDenied, null, cancellationToken);
        }
        while (rows.Count == 0);
        Assert.That(rows.Single().Subject, Is.EqualTo("GET /api/v1/operations/parked"));
        Assert.That(rows.Single().Details["needs"], Is.EqualTo("operations"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Many_writers_on_two_replicas_make_one_chain(CancellationToken cancellationToken)
    {
        await Parallel.ForAsync(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (index, token) =>
            await Store.AppendAsync("demo", [.. Enumerable.Range(0, 5).Select(item => Entry($"{index}-{item}"))], token));
        await _host.Services.GetRequiredService<AuditLog>().SignAsync(cancellationToken);
        using var key = AuditSigner.Read(_keyPath, "key");
        var verifier = new AuditVerifier("demo", await Store.ReadCheckpointsAsync("demo", cancellationToken), key);
        Assert.That(await verifier.FindFaultAsync(Store.ReadAllAsync("demo", cancellationToken)), Is.Null);
        Assert.That((verifier.Rows, verifier.Checkpoints), Is.EqualTo((200L, 1)));
    }

    [TestCase("UPDATE security.audit SET actor = 'operator:eve'")]
    [TestCase("DELETE FROM security.audit")]
    [TestCase("TRUNCATE security.audit")]
    [TestCase("DELETE FROM security.audit_checkpoints")]
    public async Task The_database_takes_no_change(string sql)
    {
        await Store.AppendAsync("demo", [Entry("1")], CancellationToken.None);
        await _host.Services.GetRequiredService<AuditLog>().SignAsync(CancellationToken.None);
        Assert.That(() => ExecuteAsync(sql), Throws.InstanceOf<PostgresException>().With.Message.Contains("append-only"));
    }

    [Test]
    public async Task A_change_behind_the_database_s_back_is_found()
    {
        await Store.AppendAsync("demo", [.. Enumerable.Range(1, 9).Select(number => Entry($"{number}"))], CancellationToken.None);
        await ExecuteAsync("SET session_replication_role = replica; UPDATE security.audit SET subject = 'x' WHERE number = 6; DELETE FROM security.audit WHERE number = 8");
        var fault = await new AuditVerifier("demo", [], null).FindFaultAsync(Store.ReadAllAsync("demo", CancellationToken.None));
        Assert.That((fault?.Kind, fault?.Number), Is.EqualTo(("altered", 6L)));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static AuditEntry Entry(string subject) =>
        new("demo", "operator:ann", AuditActs.ApprovalDecided, subject, "r", DateTimeOffset.UtcNow, new Dictionary<string, string> { ["b"] = "é\"", ["a"] = "1" });
}
