using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

/// <summary>Takes pictures of every page, light and dark, from a phone to a wall, to be looked at; among them those of the README. By hand: PICTURES names the folder.</summary>
[NonParallelizable, Explicit("Pictures are for people.")]
internal sealed class PortalPictures
{
    private static readonly string s_folder = Environment.GetEnvironmentVariable("PICTURES") ?? Path.Combine(Path.GetTempPath(), "portal-pictures");

    [Test, CancelAfter(300_000)]
    public async Task Of_every_page(CancellationToken cancellationToken)
    {
        var television = await PortalStage.TalkAsync("tom_becker_1002", "I want to return the television from order #W1000004");
        await PortalStage.TalkAsync("tom_becker_1002", "Hello! I want to return the television from order #W1000004");
        var status = await PortalStage.TalkAsync("mara_olsen_1001", "What is the status of order #W1000002?", "I'd like to return the headphones from order #W1000001 to my original card");
        var claimed = await PortalStage.TalkAsync("ana_silva_1003", "I want to talk to a person");
        await PortalStage.PostAsync($"/api/v1/conversations/{claimed}/feedback", new { rating = "down", comment = "nobody is there" });
        await PortalStage.PostAsync($"/api/v1/conversations/{claimed}/claim", new { reason = "asked for a person" });
        await PortalStage.PostAsync($"/api/v1/conversations/{claimed}/messages", new { text = "Is anybody there?" });
        await PortalStage.PostAsync($"/api/v1/conversations/{claimed}/reply", new { text = "This is Ann. I am looking into it." });
        await PortalStage.PostAsync("/api/v1/api-keys", new { name = "nightly export", scopes = new[] { "conversations:read", "replays" } });
        await PortalStage.PostAsync("/api/v1/tenants", new { tenant = "acme-north", name = "Acme North" });
        var replay = await ReplaysPageTests.ReplayAsync(cancellationToken);
        var running = (await PortalStage.PostAsync("/api/v1/replays", new { mode = "exact" })).GetProperty("id").GetString();
        await Task.Delay(3_000, cancellationToken); // until searches know all of it
        foreach (var (name, path) in new (string, string)[]
        {
            ("approvals", "/approvals"), ("conversations", "/conversations"), ("conversation", $"/conversations/{status}?at=16"), ("take-over", $"/conversations/{claimed}"), ("television", $"/conversations/{television}"),
            ("insight", "/insight"), ("replays", "/replays"), ("replay", $"/replays/{replay}"), ("replayed", $"/replays/{replay}/2"), ("exact", $"/replays/{running}"), ("policies", "/policies"),
            ("operations", "/operations"), ("audit", "/operations/audit"), ("keys", "/operations/keys"), ("tenants", "/operations/tenants"), ("talk", $"/try/{claimed}"),
        })
        {
            foreach (var (size, width, look, language) in new[] { ("wide", 1440, ColorScheme.Light, "en-GB"), ("dark", 1440, ColorScheme.Dark, "de-DE"), ("phone", 360, ColorScheme.Light, "de-DE") })
            {
                var page = await PortalStage.OpenAsync(path, new() { Width = width, Height = 900 }, look, language);
                if (name == "approvals" && width > 360)
                {
                    await page.Locator(".pick").First.CheckAsync();
                    await page.Locator(".pick").Nth(1).CheckAsync();
                }

                await Expect(page.Locator("h1").First).ToBeVisibleAsync();
                await page.ScreenshotAsync(new() { Path = Path.Combine(s_folder, $"{name}-{size}.png"), FullPage = width == 360 });
                await page.Context.CloseAsync();
            }
        }
    }
}
