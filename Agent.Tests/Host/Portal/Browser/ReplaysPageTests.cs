using System.Globalization;
using System.Text.Json;
using Agent.Tests.Conventions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

[NonParallelizable]
internal sealed class ReplaysPageTests
{
    private static readonly string s_recordings = Path.Combine(Repository.Root, "samples", "conversations.jsonl");

    [Test, CancelAfter(120_000)]
    public async Task Stored_conversations_are_replayed_under_stricter_policies_and_the_report_leads_to_both_sides(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "I'd like to return the headphones from order #W1000001 to my original card");
        await PortalStage.TalkAsync("ana_silva_1003", "hello");
        var page = await PortalStage.OpenAsync("/replays");
        await page.Locator("[name=customerId]").FillAsync("mara_olsen_1001");
        await page.Locator("#candidate > summary").ClickAsync();
        await page.Locator("[name=policies]").SetInputFilesAsync(Stricter());
        await page.Locator(".replay-form button.primary").ClickAsync();
        await page.WaitForURLAsync("**/replays/r*");

        await Expect(page.Locator(".head .badge")).ToHaveTextAsync("done"); // by itself
        var approvals = page.Locator("#kind-approval");
        await Expect(approvals).ToContainTextAsync("operator:operator_over_500");
        var before = approvals.Locator("tr", new() { HasText = id }).Locator("a.side").First;
        Assert.That(await before.GetAttributeAsync("href"), Does.StartWith($"/conversations/{id}#turn-t"));
        await approvals.Locator("tr", new() { HasText = id }).Locator("a.side").Last.ClickAsync();
        await Expect(page.Locator("#before .said.customer").First).ToContainTextAsync("I'd like to return the headphones");
        await Expect(page.Locator("#now .change-card").First).ToContainTextAsync("operator_over_500");
        await Expect(page.Locator("#now .changed-row").First).ToContainTextAsync("operator");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the replay" }).ClickAsync();
        await page.Locator(".kinds a", new() { HasText = "Approval" }).ClickAsync();
        await Expect(page.Locator("[id^=kind-]")).ToHaveCountAsync(1);
        Assert.That(PortalStage.Faults(page), Is.Empty);

        var audit = await PortalStage.GetAsync("/api/v1/audit?act=replay.started&limit=1000");
        Assert.That(audit.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("subject").GetString()), Does.Contain(page.Url.Split('/')[^1].Split('?')[0]));
        await PortalStage.PostAsync($"/api/v1/conversations/{id}/cancel", new { });
    }

    [Test, CancelAfter(120_000)]
    public async Task A_file_is_uploaded_and_replayed_and_one_that_is_broken_says_where(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/replays");
        await page.Locator("#source-file").CheckAsync();
        await page.Locator("[name=recordings]").SetInputFilesAsync(new FilePayload { Name = "broken.jsonl", MimeType = "text/plain", Buffer = "{\"id\": \"a\"}\nnot json\n"u8.ToArray() });
        await page.Locator(".replay-form button.primary").ClickAsync();
        await Expect(page.Locator("#notice")).ToContainTextAsync("Line 2");

        await page.Locator("[name=recordings]").SetInputFilesAsync(s_recordings);
        await page.Locator("#candidate > summary").ClickAsync();
        await page.Locator("[name=policies]").SetInputFilesAsync(Stricter());
        await page.Locator("[name=againstToday]").CheckAsync();
        await page.Locator(".replay-form button.primary").ClickAsync();
        await page.WaitForURLAsync("**/replays/r*");
        await Expect(page.Locator("#progress")).ToContainTextAsync("6 of 6 conversations");
        await page.Locator("#kind-approval a.side").First.ClickAsync();
        await Expect(page.Locator("#before .said.customer").First).ToBeVisibleAsync();
        await Expect(page.Locator("#before .said.tool").First).ToContainTextAsync("get_order_details");
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task Progress_shows_while_it_runs_and_the_rest_can_be_cancelled(CancellationToken cancellationToken)
    {
        var recording = JsonSerializer.Deserialize<JsonElement>((await File.ReadAllLinesAsync(s_recordings, cancellationToken))[0]);
        var job = await PortalStage.PostAsync("/api/v1/replays", new { mode = "decisions", recordings = Enumerable.Repeat(recording, 5_000) });
        var page = await PortalStage.OpenAsync($"/replays/{job.GetProperty("id").GetString()}");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        var progress = page.Locator("#progress");
        await Expect(progress).ToContainTextAsync("of 5,000 conversations");
        var first = await DoneAsync(progress);
        while (await DoneAsync(progress) == first && !cancellationToken.IsCancellationRequested)
        {
            await progress.Page.WaitForTimeoutAsync(50); // the page brings itself up to date
        }

        await Expect(progress).ToContainTextAsync("a second");
        await Expect(progress).ToContainTextAsync("left");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator(".head .badge")).ToHaveTextAsync("cancelled");
        await Expect(page.Locator("[data-watch]")).ToHaveCountAsync(0);
        Assert.That(await DoneAsync(progress), Is.LessThan(5_000));
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    /// <summary>A replay in which something came out otherwise.</summary>
    public static async Task<string> ReplayAsync(CancellationToken cancellationToken)
    {
        var recordings = (await File.ReadAllLinesAsync(s_recordings, cancellationToken)).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
        var job = await PortalStage.PostAsync("/api/v1/replays", new { mode = "decisions", recordings, policies = await File.ReadAllTextAsync(Stricter(), cancellationToken), againstToday = true });
        var id = job.GetProperty("id").GetString()!;
        while ((await PortalStage.GetAsync($"/api/v1/jobs/{id}")).GetProperty("status").GetString() == "running")
        {
            await Task.Delay(100, cancellationToken);
        }

        return id;
    }

    private static async Task<long> DoneAsync(ILocator progress) =>
        long.Parse((await progress.InnerTextAsync()).Split(" of ")[0].Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Stricter()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "stricter.yaml");
        File.WriteAllText(file, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies.yaml")).Replace("500.00", "100.00", StringComparison.Ordinal));
        return file;
    }
}
