using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

/// <summary>Several approvals in one go.</summary>
[NonParallelizable]
internal sealed class TogetherPageTests
{
    [Test, CancelAfter(90_000)]
    public async Task Several_are_picked_and_denied_by_keyboard_and_what_somebody_else_decided_stays(CancellationToken cancellationToken)
    {
        var (first, second, third) = (await AskAsync(), await AskAsync(), await AskAsync());
        var page = await PortalStage.OpenAsync($"/approvals?id={first}");
        foreach (var approval in (string[])[first, second, third])
        {
            await page.Locator($"#row-{approval} a").ClickAsync();
            await Expect(page.Locator($"#ask-{approval}")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("x");
            await Expect(page.Locator($"#pick-{approval}")).ToBeCheckedAsync();
        }

        await Expect(page.Locator("#together-sum")).ToHaveTextAsync("3 chosen, $1,947.00");
        await page.Keyboard.PressAsync("Shift+D");
        await page.Keyboard.TypeAsync("boxes are missing");
        await PortalStage.PostAsync($"/api/v1/approvals/{second}/decision", new { decision = "deny", reason = "first" });
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#notice")).ToContainTextAsync("2 decided.");
        foreach (var (approval, reason) in new[] { (first, "boxes are missing"), (second, "first"), (third, "boxes are missing") })
        {
            var stored = await PortalStage.GetAsync($"/api/v1/approvals/{approval}");
            Assert.That(stored.GetProperty("status").GetString(), Is.EqualTo("denied"));
            Assert.That(stored.GetProperty("decision").GetProperty("reason").GetString(), Is.EqualTo(reason));
            await Expect(page.Locator($"#pick-{approval}")).ToHaveCountAsync(0);
        }

        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(90_000)]
    public async Task Only_what_the_policy_allows_can_be_picked(CancellationToken cancellationToken)
    {
        var (first, second) = (await AskAsync(), await AskAsync());
        await PortalStage.ExecuteAsync($"UPDATE agent.approvals SET request = jsonb_set(request::jsonb, '{{rule}}', '\"operator_agrees\"') WHERE id = '{second}'", cancellationToken);
        var third = await AskAsync();
        var page = await PortalStage.OpenAsync($"/approvals?id={second}");
        await Expect(page.Locator($"#row-{second}")).ToBeVisibleAsync();
        await Expect(page.Locator($"#pick-{second}")).ToHaveCountAsync(0);
        await Expect(page.Locator($"#pick-{first}")).ToHaveCountAsync(1);
        await page.Locator("#all-together").CheckAsync();
        await Expect(page.Locator($"#pick-{third}")).ToBeCheckedAsync();
        foreach (var approval in (string[])[first, second, third])
        {
            await PortalStage.PostAsync($"/api/v1/approvals/{approval}/decision", new { decision = "deny" });
        }
    }

    private static async Task<string> AskAsync()
    {
        var conversation = await PortalStage.TalkAsync("tom_becker_1002", "I want to return the television from order #W1000004");
        return (await PortalStage.GetAsync($"/api/v1/approvals?conversation={conversation}&status=pending")).GetProperty("items")[0].GetProperty("id").GetString()!;
    }
}
