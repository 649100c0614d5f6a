using System.Text.Json.Nodes;
using Agent.Host.Replay.Command;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Replay;

/// <summary>Conversations taken elsewhere: whole, to be replayed exactly, or with nothing in them that tells who it was.</summary>
internal sealed class ConversationExportTests
{
    [Test, CancelAfter(120_000)]
    public async Task What_is_exported_replays_exactly_and_pseudonyms_are_consistent(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using var support = await SupportFixture.StartAsync(connectionString: connectionString);
        foreach (var text in (string[])["My mail is mara.olsen@example.com, where is my order #W1000001?", "Please send order #W1000002 to Mara Olsen, call +1 503-555-0142."])
        {
            await (await support.TalkAsync("mara_olsen_1001", cancellationToken)).SayAsync(text, cancellationToken);
        }

        await (await support.TalkAsync("tom_becker_1002", cancellationToken)).SayAsync("What is in my last order?", cancellationToken);
        await using var replay = await ReplayFixture.OpenAsync(connectionString);
        var lossless = Path.Combine(replay.Folder, "lossless.jsonl.gz");
        Assert.That(await ExportVerb.WriteAsync(replay.Services, lossless, "", null, SupportFixture.Tenant, lossless: true, cancellationToken), Is.EqualTo(3));
        foreach (var mode in (string[])["exact", "decisions"])
        {
            Assert.That((int)(await replay.ReportAsync(cancellationToken, lossless, "--mode", mode))["summary"]!["same"]!, Is.EqualTo(3), mode);
        }

        var (first, second, other) = (Path.Combine(replay.Folder, "1.jsonl"), Path.Combine(replay.Folder, "2.jsonl"), Path.Combine(replay.Folder, "3.jsonl"));
        await ExportVerb.WriteAsync(replay.Services, first, "", "secret", SupportFixture.Tenant, lossless: false, cancellationToken);
        await ExportVerb.WriteAsync(replay.Services, second, "", "secret", SupportFixture.Tenant, lossless: false, cancellationToken);
        await ExportVerb.WriteAsync(replay.Services, other, "", "another", SupportFixture.Tenant, lossless: false, cancellationToken);
        var text1 = await File.ReadAllTextAsync(first, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        foreach (var personal in (string[])["mara_olsen", "mara.olsen", "Olsen", "tom_becker", "555-0142", "credit_card_1001001"])
        {
            Assert.That(text1, Does.Not.Contain(personal).IgnoreCase);
        }

        Assert.That(await File.ReadAllTextAsync(second, cancellationToken), Is.EqualTo(text1), "the same secret makes the same pseudonyms");
        Assert.That(await File.ReadAllTextAsync(other, cancellationToken), Is.Not.EqualTo(text1));
        var customers = text1.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["customer"]!).ToList();
        Assert.That(customers.Distinct().Count(), Is.EqualTo(2), "one person has one pseudonym in all conversations");
        Assert.That((int)(await replay.ReportAsync(cancellationToken, first, "--mode", "decisions"))["summary"]!["errors"]!, Is.Zero, "it is still a recording");
    }
}
