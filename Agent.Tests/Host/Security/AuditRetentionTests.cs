using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Agent.Host.Commands;
using Agent.Host.Privacy;
using Agent.Host.Security.Audit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agent.Tests.Host.Security;

/// <summary>The oldest rows of a log go when they are old enough, and what is left is checked as before: against a signed beginning.</summary>
internal sealed class AuditRetentionTests
{
    private static readonly string[] OneYear = ["--Retention:Audit", "500.00:00:00", "--Retention:Tenants:strict:Audit", "3000.00:00:00"];
    private string _privateKey = null!;
    private string _publicKey = null!;
    private ApiHost _host = null!;

    private AuditStore Store => _host.Get<AuditStore>();

    private AuditRetention Retention => _host.Get<AuditRetention>();

    [SetUp]
    public async Task StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (_privateKey, _publicKey) = (Path.GetTempFileName(), Path.GetTempFileName());
        await File.WriteAllTextAsync(_privateKey, key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_publicKey, key.ExportSubjectPublicKeyInfoPem());
        _host = await ApiHost.StartAsync(WithoutSweep, ["--Audit:SigningKeyPath", _privateKey, .. OneYear]);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_privateKey);
        File.Delete(_publicKey);
    }

    [Test, CancelAfter(60_000)]
    public async Task Old_rows_go_and_the_rest_is_what_was_written(CancellationToken cancellationToken)
    {
        await FillAsync("demo", cancellationToken, 900, 800, 700, 600, 400, 300);
        await FillAsync("strict", cancellationToken, 2000, 10);
        await _host.Get<AuditLog>().SignAsync(cancellationToken);
        Assert.That(await Retention.RunAsync(cancellationToken), Is.EqualTo(4));
        Assert.That(await Retention.RunAsync(cancellationToken), Is.Zero);
        using var answered = await _host.Client.PostAsJsonAsync("/api/v1/audit/verify", new { }, cancellationToken);
        var verified = await answered.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await Store.ReadAsync("demo", 0, 100, null, null, cancellationToken)).Select(row => row.Number).Take(3), Is.EqualTo(new long[] { 5, 6, 7 }));
        Assert.That((await Store.ReadAsync("demo", 0, 100, AuditActs.DataRemoved, null, cancellationToken)).Single().Details, Is.EquivalentTo(new Dictionary<string, string> { ["audit"] = "4", ["upto"] = "4" }));
        Assert.That(await Store.ReadAsync("strict", 0, 100, null, null, cancellationToken), Has.Count.EqualTo(2), "its own time comes first");
        Assert.That(verified.TryGetProperty("fault", out var fault) && fault.ValueKind != JsonValueKind.Null, Is.False, verified.GetRawText());
        Assert.That((verified.GetProperty("beginsBehind").GetInt64(), verified.GetProperty("signaturesChecked").GetBoolean(), verified.GetProperty("checkpoints").GetInt32()), Is.EqualTo((4L, true, 1)));
        Assert.That(await FindAsync(), Is.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_done_to_a_log_that_begins_later_is_named_in_the_database_and_in_an_export(CancellationToken cancellationToken)
    {
        await FillAsync("demo", cancellationToken, 900, 800, 400, 300, 200, 100);
        await Retention.RunAsync(cancellationToken);
        var whole = await ExportAsync(cancellationToken);
        Assert.That(await VerifyAsync(whole), Is.Zero);
        Assert.That(whole[0], Does.Contain("\"beginsBehind\":2"));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var beginning = JsonSerializer.Deserialize(whole[0], AuditJsonContext.Default.AuditBeginning)!;
        string Forged(long number, string hash)
        {
            var made = beginning with { Number = number, Hash = hash };
            return JsonSerializer.Serialize(made with { Signature = System.Buffers.Text.Base64Url.EncodeToString(other.SignData(AuditChain.TextOf(made), HashAlgorithmName.SHA256)) }, AuditJsonContext.Default.AuditBeginning);
        }

        var hashOf3 = JsonDocument.Parse(whole[1]).RootElement.GetProperty("hash").GetString()!;
        using var scope = Assert.EnterMultipleScope();
        foreach (var (what, lines) in new (string, string[])[]
        {
            ("no beginning", whole[1..]), ("first row missing", [whole[0], .. whole[2..]]), ("a beginning of somebody's", [Forged(3, hashOf3), .. whole[2..]]),
            ("altered", [whole[0], whole[1].Replace("\"s2\"", "\"s9\"", StringComparison.Ordinal), .. whole[2..]]), ("reordered", [whole[0], whole[1], whole[3], whole[2], .. whole[4..]]),
            ("a later row made the beginning", [whole[0].Replace("\"beginsBehind\":2", "\"beginsBehind\":3", StringComparison.Ordinal), .. whole[2..]]),
            ("put in", [whole[0], whole[1].Replace("\"number\":3", "\"number\":2", StringComparison.Ordinal), .. whole[1..]]),
        })
            Assert.That(await VerifyAsync(lines), Is.EqualTo(AuditCommand.Tampered), what);
        await ExecuteAsync("SET session_replication_role = replica; UPDATE security.audit_beginnings SET number = 3, hash = (SELECT hash FROM security.audit WHERE number = 3); DELETE FROM security.audit WHERE number = 3");
        Assert.That(await FindAsync(), Is.EqualTo(("unsigned", 3L)));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_not_what_was_written_stays(CancellationToken cancellationToken)
    {
        await FillAsync("demo", cancellationToken, 900, 800, 700, 100);
        await ExecuteAsync("SET session_replication_role = replica; UPDATE security.audit SET subject = 'x' WHERE number = 2");
        Assert.That(await Retention.RunAsync(cancellationToken), Is.Zero);
        Assert.That(await FindAsync(), Is.EqualTo(("altered", 2L)));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_last_row_stays_however_old_and_the_next_one_follows_it(CancellationToken cancellationToken)
    {
        await FillAsync("demo", cancellationToken, 900, 800);
        Assert.That(await Retention.RunAsync(cancellationToken), Is.EqualTo(1));
        await FillAsync("demo", cancellationToken, 1);
        var rows = await Store.ReadAsync("demo", 0, 100, null, null, cancellationToken);
        Assert.That(rows.Select(row => row.Number), Is.EqualTo(new long[] { 2, 3, 4 }));
        Assert.That(await FindAsync(), Is.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task Without_a_key_nothing_is_removed_and_the_database_lets_nothing_go_that_is_young_or_has_no_beginning_behind_it(CancellationToken cancellationToken)
    {
        await using (var unsigned = await ApiHost.StartAsync(WithoutSweep, OneYear))
        {
            await unsigned.Get<AuditStore>().AppendAsync("demo", [Entry("demo", 900, "s0"), Entry("demo", 1, "s1")], cancellationToken);
            Assert.That(await unsigned.Get<AuditRetention>().RunAsync(cancellationToken), Is.Zero);
        }

        await FillAsync("demo", cancellationToken, 900, 300, 100);
        Assert.That(() => ExecuteAsync("DELETE FROM security.audit WHERE number = 1"), Throws.InstanceOf<PostgresException>().With.Message.Contains("append-only"));
        await ExecuteAsync("INSERT INTO security.audit_beginnings SELECT tenant, number, at, hash, 'k', hash FROM security.audit WHERE number = 2");
        Assert.That(() => ExecuteAsync("DELETE FROM security.audit WHERE number = 2"), Throws.InstanceOf<PostgresException>().With.Message.Contains("append-only"), "it is younger than a year");
        foreach (var sql in new[] { "UPDATE security.audit_beginnings SET number = 1", "DELETE FROM security.audit_beginnings", "TRUNCATE security.audit_beginnings" })
            Assert.That(() => ExecuteAsync(sql), Throws.InstanceOf<PostgresException>().With.Message.Contains("append-only"), sql);
    }

    [Test]
    public void Less_than_a_year_stops_the_start()
    {
        Assert.That(() => ApiHost.StartAsync("--Retention:Audit", "365.00:00:00"), Throws.Exception.With.Message.Contains("Audit"));
        Assert.That(() => ApiHost.StartAsync("--Retention:Tenants:acme:Audit", "10.00:00:00"), Throws.Exception.With.Message.Contains("Retention:Tenants:acme:Audit"));
    }

    /// <summary>In its hours the service removes by itself what is old, before a test has looked at it.</summary>
    private static void WithoutSweep(IServiceCollection services)
    {
        foreach (var sweep in services.Where(service => service.ImplementationType == typeof(ClassRetention)).ToArray())
            services.Remove(sweep);
    }

    private Task FillAsync(string tenant, CancellationToken cancellationToken, params int[] ages) =>
        Store.AppendAsync(tenant, [.. ages.Select((age, index) => Entry(tenant, age, $"s{index}"))], cancellationToken);

    private static AuditEntry Entry(string tenant, int age, string subject) =>
        new(tenant, "operator:ann", AuditActs.ApprovalDecided, subject, "r", DateTimeOffset.UtcNow.AddDays(-age), new Dictionary<string, string> { ["a"] = "1" });

    private async Task<(string Kind, long Number)?> FindAsync()
    {
        using var key = AuditSigner.Read(_publicKey, "key");
        await using var log = await Store.OpenAsync("demo", CancellationToken.None);
        return await new AuditVerifier("demo", log.Checkpoints, key, log.Beginning).FindFaultAsync(log.ReadAsync(CancellationToken.None)) is { } fault ? (fault.Kind, fault.Number) : null;
    }

    private async Task<string[]> ExportAsync(CancellationToken cancellationToken)
    {
        await using var text = new StringWriter();
        await AuditExport.WriteAsync(Store, "demo", text, cancellationToken);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<int> VerifyAsync(string[] lines)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllLinesAsync(path, lines);
        try
        {
            return await AuditCommand.VerifyFileAsync(path, _publicKey);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_host.Get<NpgsqlDataSource>().ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
