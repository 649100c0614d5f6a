using System.Security.Cryptography;
using Agent.Host.Commands;
using Agent.Host.Security.Audit;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Host.Security;

/// <summary>Whatever is done to a log, the first row it was done to is named.</summary>
internal sealed class AuditVerifierTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private string _privateKey = null!;
    private string _publicKey = null!;
    private AuditSigner _signer = null!;

    [OneTimeSetUp]
    public void MakeKeys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (_privateKey, _publicKey) = (Path.GetTempFileName(), Path.GetTempFileName());
        File.WriteAllText(_privateKey, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_publicKey, key.ExportSubjectPublicKeyInfoPem());
        _signer = new(Options.Create(new AuditOptions { SigningKeyPath = _privateKey }));
    }

    [OneTimeTearDown]
    public void RemoveKeys()
    {
        _signer.Dispose();
        File.Delete(_privateKey);
        File.Delete(_publicKey);
    }

    [Test]
    public async Task A_log_as_it_was_written_has_no_fault()
    {
        Assert.That(await FindAsync(Log(20), Sign(Log(20), 5, 20)), Is.Null);
        Assert.That(await FindAsync([]), Is.Null);
    }

    [TestCase("act")]
    [TestCase("actor")]
    [TestCase("subject")]
    [TestCase("request")]
    [TestCase("time")]
    [TestCase("detail")]
    [TestCase("new detail")]
    [TestCase("hash")]
    public async Task A_row_that_was_altered_is_named(string what)
    {
        foreach (var number in new[] { 1, 7, 20 })
        {
            var rows = Log(20);
            var row = rows[number - 1];
            rows[number - 1] = what switch
            {
                "act" => row with { Act = "nothing.done" },
                "actor" => row with { Actor = "operator:eve" },
                "subject" => row with { Subject = "a-0" },
                "request" => row with { RequestId = "r-0" },
                "time" => row with { At = row.At.AddMicroseconds(1) },
                "detail" => row with { Details = new Dictionary<string, string> { ["decision"] = "deny" } },
                "new detail" => row with { Details = new Dictionary<string, string>(row.Details) { ["more"] = "" } },
                _ => row with { Hash = new string('f', 64) },
            };
            Assert.That(await FindAsync(rows), Is.EqualTo(("altered", (long)number)));
        }
    }

    [TestCase(1, "row 1 is missing")]
    [TestCase(12, "row 12 is missing")]
    public async Task A_row_that_is_missing_is_named(int number, string message)
    {
        var rows = Log(20);
        rows.RemoveAt(number - 1);
        var fault = await new AuditVerifier("demo", [], null).FindFaultAsync(rows.ToAsyncEnumerable());
        Assert.That(fault, Is.EqualTo(new AuditFault("demo", number, "missing", $"demo: {message}.")));
    }

    [Test]
    public async Task An_end_that_was_cut_off_is_noticed_by_its_checkpoint()
    {
        var rows = Log(20);
        var checkpoints = Sign(rows, 18);
        Assert.That(await FindAsync(rows[..18], checkpoints), Is.Null);
        Assert.That(await FindAsync(rows[..17], checkpoints), Is.EqualTo(("missing", 18L)));
        Assert.That(await FindAsync([], checkpoints), Is.EqualTo(("missing", 1L)));
    }

    [Test]
    public async Task A_row_that_was_put_in_is_named()
    {
        var twice = Log(20);
        twice.Insert(9, twice[8]);
        Assert.That(await FindAsync(twice), Is.EqualTo(("inserted", 9L)));
        var foreign = Log(20);
        foreign.Insert(4, foreign[4] with { Tenant = "acme" });
        Assert.That(await FindAsync(foreign), Is.EqualTo(("inserted", 5L)));
        var shifted = Log(20); // put in with a right hash, and those behind it numbered anew
        var extra = shifted[9] with { Act = "key.created", Hash = "" };
        shifted.Insert(9, extra with { Hash = AuditChain.HashOf(extra, shifted[8].Hash) });
        for (var index = 10; index < shifted.Count; index++)
            shifted[index] = shifted[index] with { Number = index + 1 };
        Assert.That(await FindAsync(shifted), Is.EqualTo(("altered", 11L)));
    }

    [Test]
    public async Task Rows_that_changed_places_are_named()
    {
        var rows = Log(20);
        (rows[6], rows[7]) = (rows[7], rows[6]);
        Assert.That(await FindAsync(rows), Is.EqualTo(("reordered", 8L)));
    }

    [Test]
    public async Task A_chain_that_was_written_anew_does_not_fit_its_checkpoint()
    {
        var rows = Log(20);
        var checkpoints = Sign(rows, 10, 20);
        rows[3] = rows[3] with { Actor = "operator:eve" };
        for (var index = 3; index < rows.Count; index++)
            rows[index] = rows[index] with { Hash = AuditChain.HashOf(rows[index], rows[index - 1].Hash) };
        Assert.That(await FindAsync(rows), Is.Null, "the chain alone cannot show it");
        Assert.That(await FindAsync(rows, checkpoints), Is.EqualTo(("altered", 10L)));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = checkpoints.Select(checkpoint => checkpoint with { Hash = rows[(int)checkpoint.Number - 1].Hash }).ToList();
        Assert.That(await FindAsync(rows, forged), Is.EqualTo(("unsigned", 10L)));
    }

    [Test]
    public async Task An_export_is_checked_without_a_database()
    {
        var path = Path.GetTempFileName();
        try
        {
            var rows = Log(5);
            await WriteAsync(path, rows, Sign(rows, 5));
            Assert.That(await AuditCommand.VerifyFileAsync(path, _publicKey), Is.Zero);
            rows[2] = rows[2] with { Subject = "a-0" };
            await WriteAsync(path, rows, Sign(rows, 5));
            Assert.That(await AuditCommand.VerifyFileAsync(path, _publicKey), Is.EqualTo(AuditCommand.Tampered));
            await File.WriteAllTextAsync(path, "{}");
            Assert.That(await CommandLine.RunAsync(["audit", "verify", "--file", path]), Is.EqualTo(1));
            Assert.That(await CommandLine.RunAsync(["audit", "verify", "--fil", path]), Is.EqualTo(CommandLine.Misused));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task WriteAsync(string path, IEnumerable<AuditRow> rows, IEnumerable<AuditCheckpoint> checkpoints) => await File.WriteAllLinesAsync(
        path, [.. rows.Select(row => System.Text.Json.JsonSerializer.Serialize(row, AuditJsonContext.Default.AuditRow)),
            .. checkpoints.Select(checkpoint => System.Text.Json.JsonSerializer.Serialize(checkpoint, AuditJsonContext.Default.AuditCheckpoint))]);

    private async Task<(string Kind, long Number)?> FindAsync(List<AuditRow> rows, IReadOnlyList<AuditCheckpoint>? checkpoints = null)
    {
        using var key = AuditSigner.Read(_publicKey, "--key");
        return await new AuditVerifier("demo", checkpoints ?? [], key).FindFaultAsync(rows.ToAsyncEnumerable()) is { } fault ? (fault.Kind, fault.Number) : null;
    }

    private List<AuditCheckpoint> Sign(List<AuditRow> rows, params int[] numbers) =>
        [.. numbers.Select(number => _signer.Sign("demo", number, rows[number - 1].Hash, Noon))];

    private static List<AuditRow> Log(int count)
    {
        List<AuditRow> rows = [];
        for (var number = 1; number <= count; number++)
        {
            var row = new AuditRow(
                "demo", number, Noon.AddSeconds(number), "operator:ann", AuditActs.ApprovalDecided, $"a-{number}", $"r-{number}",
                new Dictionary<string, string> { ["decision"] = "approve", ["credential"] = "token" }, "");
            rows.Add(row with { Hash = AuditChain.HashOf(row, rows.LastOrDefault()?.Hash ?? AuditChain.Start) });
        }

        return rows;
    }
}
