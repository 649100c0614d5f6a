using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

[NonParallelizable]
internal sealed class ApprovalsPageTests
{
    private const string Return = "I want to return the television from order #W1000004";

    [Test, CancelAfter(60_000)]
    public async Task A_question_appears_by_itself_and_is_denied_by_keyboard(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/approvals");
        var (conversation, approval) = await AskAsync();
        var row = page.Locator($"#row-{approval}");
        await Expect(row).ToContainTextAsync("$649.00");
        await row.Locator("a").ClickAsync();
        await Expect(page.Locator($"#ask-{approval} .deed")).ToContainTextAsync("4K Television");
        await Expect(page.Locator(".ask")).ToContainTextAsync("the amount is more than $500.00");
        await Expect(page.Locator(".change")).ToContainTextAsync("It would be refused if");
        await Expect(page.Locator(".beside .said.customer")).ToContainTextAsync(Return);

        await page.Keyboard.PressAsync("d");
        await page.Keyboard.TypeAsync("box is missing");
        await Expect(row.Locator(".badge")).ToHaveCountAsync(0); // taking aim decides nothing
        await page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("operator:dev");
        await Expect(page.Locator("#decided")).ToContainTextAsync("box is missing");

        var stored = await PortalStage.GetAsync($"/api/v1/approvals/{approval}");
        Assert.That(stored.GetProperty("status").GetString(), Is.EqualTo("denied"));
        Assert.That(stored.GetProperty("decision").GetProperty("reason").GetString(), Is.EqualTo("box is missing"));
        Assert.That(conversation, Is.EqualTo(stored.GetProperty("conversationId").GetString()));
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_question_asked_before_the_page_listens_appears_all_the_same(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("about:blank");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/portal/live", async route =>
        {
            held.TrySetResult();
            await asked.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/approvals");
        await held.Task.WaitAsync(cancellationToken);
        var (_, approval) = await AskAsync();
        await Expect(page.Locator($"#row-{approval}")).ToHaveCountAsync(0);

        asked.SetResult();

        await Expect(page.Locator($"#row-{approval}")).ToContainTextAsync("$649.00");
    }

    [Test, CancelAfter(60_000)]
    public async Task Nothing_is_decided_between_the_choice_of_a_row_and_its_showing(CancellationToken cancellationToken)
    {
        var (_, shown) = await AskAsync();
        var (_, chosen) = await AskAsync();
        var page = await PortalStage.OpenAsync($"/approvals?id={shown}");
        await Expect(page.Locator($"#row-{chosen}")).ToBeVisibleAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync($"**/approvals?id={chosen}", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        await page.Locator($"#row-{chosen} a").ClickAsync();
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("article.ask[inert]")).ToHaveCountAsync(1);

        release.SetResult();

        await Expect(page.Locator($"#ask-{chosen} #decide")).ToBeVisibleAsync();
        await Expect(page.Locator("article.ask[inert]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#decided")).ToContainTextAsync("by operator:dev");
        Assert.That((await PortalStage.GetAsync($"/api/v1/approvals/{shown}")).GetProperty("status").GetString(), Is.EqualTo("pending"), "the one that was shown before is left alone");
        Assert.That((await PortalStage.GetAsync($"/api/v1/approvals/{chosen}")).GetProperty("status").GetString(), Is.EqualTo("denied"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_people_decide_at_once_and_both_see_what_holds(CancellationToken cancellationToken)
    {
        var (_, approval) = await AskAsync();
        var (first, second) = (await PortalStage.OpenAsync($"/approvals?id={approval}"), await PortalStage.OpenAsync($"/approvals?id={approval}"));
        await Task.WhenAll(
            first.Locator("#decide button[value=deny]").ClickAsync(),
            second.Locator("#decide button[value=deny]").ClickAsync());

        foreach (var page in (IPage[])[first, second])
        {
            await Expect(page.Locator("#decided")).ToContainTextAsync("by operator:dev");
            await Expect(page.Locator("#decide")).ToHaveCountAsync(0);
        }

        var notices = new[] { await first.Locator("#notice").IsVisibleAsync(), await second.Locator("#notice").IsVisibleAsync() };
        Assert.That(notices, Has.Exactly(1).True, "one of them was second, and is told so");
    }

    [Test, CancelAfter(60_000)]
    public async Task What_somebody_else_decides_shows_by_itself_and_says_who(CancellationToken cancellationToken)
    {
        var (conversation, approval) = await AskAsync();
        var page = await PortalStage.OpenAsync($"/approvals?id={approval}");
        await Expect(page.Locator("#decide")).ToBeVisibleAsync();
        await PortalStage.PostAsync($"/api/v1/conversations/{conversation}/messages", new { text = "no, forget it" });
        await Expect(page.Locator("#decided")).ToContainTextAsync("by customer");
        await Expect(page.Locator("#decide")).ToHaveCountAsync(0);
    }

    [Test, CancelAfter(60_000)]
    public async Task The_keys_go_through_the_queue_and_the_address_follows(CancellationToken cancellationToken)
    {
        var (_, first) = await AskAsync();
        var (_, second) = await AskAsync();
        var page = await PortalStage.OpenAsync($"/approvals?id={first}");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator($"#row-{second} a")).ToHaveAttributeAsync("aria-current", "true");
        Assert.That(page.Url, Does.EndWith($"?id={second}"));
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator($"#row-{first} a")).ToHaveAttributeAsync("aria-current", "true");
        foreach (var approval in (string[])[first, second])
        {
            await PortalStage.PostAsync($"/api/v1/approvals/{approval}/decision", new { decision = "deny" });
        }
    }

    private static async Task<(string Conversation, string Approval)> AskAsync()
    {
        var conversation = await PortalStage.TalkAsync("tom_becker_1002", Return);
        var approvals = await PortalStage.GetAsync($"/api/v1/approvals?conversation={conversation}&status=pending");
        return (conversation, approvals.GetProperty("items")[0].GetProperty("id").GetString()!);
    }
}
