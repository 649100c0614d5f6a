using System.IO.Compression;
using System.Text;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Replay;
using Agent.Tests.Host.Replay.Live;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

/// <summary>The form of live replays is there only where they may cost something, so this service is another one than that of the other pages.</summary>
[NonParallelizable]
internal sealed class LiveReplayFormTests
{
    [Test, CancelAfter(120_000)]
    public async Task A_live_replay_of_a_packed_file_is_asked_for_and_watched_to_its_end(CancellationToken cancellationToken)
    {
        await using var provider = await BatchProvider.StartAsync();
        provider.Open = new();
        await using var service = await ServiceProcess.StartAsync(
            new Dictionary<string, string>(provider.Environment)
            {
                ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(), ["Replay__LiveBudget"] = "10", ["Replay__Poll"] = "00:00:00.100",
            }, cancellationToken);
        var page = await PortalStage.OpenAsync("/replays", service: service);
        var start = page.Locator(".replay-form button.primary");
        await page.Locator("#source-file").CheckAsync();
        await page.Locator("[name=recordings]").SetInputFilesAsync(new FilePayload { Name = "two.jsonl.gz", MimeType = "application/gzip", Buffer = Packed() });
        await page.Locator("[name=mode][value=live]").CheckAsync();
        await start.ClickAsync();
        await Expect(page.Locator("#notice")).ToContainTextAsync("how many US dollars");

        await page.Locator("[name=budgetUsd]").FillAsync("5");
        await start.ClickAsync();
        await page.WaitForURLAsync("**/replays/r*");
        await Expect(page.Locator("#batches")).ToContainTextAsync("0 of 1");
        provider.Open.SetResult();
        await Expect(page.Locator(".head .badge")).ToHaveTextAsync("done");
        await Expect(page.Locator("#progress")).ToContainTextAsync("2 of 2 conversations");
        await Expect(page.Locator("#batches")).ToContainTextAsync("4 of 4");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(provider.Charged, Is.Not.Empty.And.Unique);
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    private static byte[] Packed()
    {
        var lines = string.Join('\n', Enumerable.Range(1, 2).Select(number => ReplayFixture.Recording($"r{number}", "demo", "mara_olsen_1001", "Where is my order #W1000001?").ReplaceLineEndings(" ")));
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(lines));
        }

        return packed.ToArray();
    }
}
