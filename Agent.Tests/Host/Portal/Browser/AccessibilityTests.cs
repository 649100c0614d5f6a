using System.Text.Json;
using Microsoft.Playwright;

namespace Agent.Tests.Host.Portal.Browser;

/// <summary>Every page is looked at by axe: no serious violation of WCAG 2.2 AA, light and dark, on a desk and on a phone.</summary>
[NonParallelizable]
internal sealed class AccessibilityTests
{
    private static readonly string s_axe = File.ReadAllText(Path.Combine(Conventions.Repository.Root, "Agent.Tests/Host/Portal/Browser/axe.min.js"));

    [Test, CancelAfter(120_000)]
    public async Task Pages_have_no_serious_violation([Values] bool dark, [Values] bool narrow, CancellationToken cancellationToken)
    {
        var talk = await PortalStage.TalkAsync("tom_becker_1002", "I want to return the television from order #W1000004");
        var replay = await ReplaysPageTests.ReplayAsync(cancellationToken);
        await PortalStage.PostAsync("/api/v1/api-keys", new { name = "axe", scopes = new[] { "conversations:read" } });
        var page = await PortalStage.OpenAsync("/approvals", narrow ? new() { Width = 360, Height = 740 } : null, dark ? ColorScheme.Dark : ColorScheme.Light, dark ? "de-DE" : "en-GB");
        using var scope = Assert.EnterMultipleScope();
        foreach (var path in PagesWith(talk, replay))
        {
            await page.GotoAsync(path);
            await page.WaitForLoadStateAsync(LoadState.Load);
            await page.EvaluateAsync(s_axe);
            var found = await page.EvaluateAsync<JsonElement>(
                "() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 4).join(' | ')))");
            Assert.That(found.EnumerateArray().Select(text => text.GetString()), Is.Empty, path);
            var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.That(overflow, Is.LessThanOrEqualTo(0), $"{path} is wider than the window");
        }

        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    private static string[] PagesWith(string conversation, string replay) =>
        ["/approvals", "/conversations", $"/conversations/{conversation}", $"/conversations/{conversation}?at=3", "/insight", "/usage", "/policies", "/operations", "/operations/audit", "/operations/keys", "/operations/webhooks?status=all", "/operations/tenants", "/replays", $"/replays/{replay}", $"/replays/{replay}/1", "/try", $"/try/{conversation}", "/nothing/here"];
}
