using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

[NonParallelizable]
internal sealed class ConversationPagesTests
{
    [Test, CancelAfter(90_000)]
    public async Task A_conversation_is_found_by_what_was_said_and_opened(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "Hello, my dirigible is late");
        var page = await PortalStage.OpenAsync("/conversations");
        var row = page.Locator($"#row-{id}");
        do
        {
            // What conversations are found by is made a moment after they were held.
            await page.GotoAsync("/conversations?q=dirigible&customer=mara_olsen_1001");
        }
        while (await row.CountAsync() == 0 && !cancellationToken.IsCancellationRequested);
        await row.Locator("a").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("mara_olsen_1001");
        await page.GotoAsync("/conversations?q=dirigible&customer=tom_becker_1002");
        await Expect(page.Locator(".blank")).ToContainTextAsync("Nothing found");
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(90_000)]
    public async Task A_superstep_shows_what_the_model_was_asked_and_what_changed(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "What is the status of order #W1000002?");
        var page = await PortalStage.OpenAsync($"/conversations/{id}");
        await Expect(page.Locator(".graph .node.taken").First).ToBeVisibleAsync();
        await page.Locator("[data-step]", new() { HasText = "orders/agent.answer" }).First.ClickAsync();
        var panel = page.Locator(".superstep");
        await Expect(panel).ToContainTextAsync("orders_agent");
        await Expect(panel.Locator("summary", new() { HasText = "verified to the letter" })).ToBeVisibleAsync();
        await panel.Locator("summary", new() { HasText = "verified to the letter" }).ClickAsync();
        await Expect(panel.Locator(".prompt").First).ToContainTextAsync("orders specialist");
        await Expect(panel.Locator(".changes ins").First).ToBeVisibleAsync();
        Assert.That(page.Url, Does.Contain("?at="));

        await page.Locator("[data-step]", new() { HasText = "orders/tools.read" }).First.ClickAsync();
        await Expect(panel).ToContainTextAsync("get_order_details");
        await Expect(panel).ToContainTextAsync("\"order_id\": \"#W1000002\"");
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(90_000)]
    public async Task What_happens_meanwhile_appears_by_itself(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        var page = await PortalStage.OpenAsync($"/conversations/{id}?at=2");
        await Expect(page.Locator(".said.customer")).ToHaveCountAsync(1);
        await PortalStage.PostAsync($"/api/v1/conversations/{id}/messages", new { text = "What is the status of order #W1000002?" });
        await Expect(page.Locator(".said.customer")).ToHaveCountAsync(2);
        await Expect(page.Locator("#turn-t2")).ToBeVisibleAsync();
        await Expect(page.Locator("#superstep-2")).ToBeVisibleAsync(); // what was opened stays open
    }

    [Test, CancelAfter(120_000)]
    public async Task The_past_is_walked_through_and_forked_with_another_answer(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("tom_becker_1002", "I want to return the television from order #W1000004");
        var page = await PortalStage.OpenAsync($"/conversations/{id}");
        var last = await page.Locator("#at").GetAttributeAsync("max");
        await page.Locator("#at").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator("#superstep-1")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator($"#superstep-{last}")).ToBeVisibleAsync();

        await page.Locator(".fork > summary").ClickAsync();
        await page.Locator(".fork select[name=approval]").SelectOptionAsync("deny");
        await page.Locator(".fork input[name=reason]").FillAsync("what if we said no?");
        await page.Locator(".fork button").ClickAsync();
        await page.WaitForURLAsync("**?beside=*");
        await Expect(page.Locator("#branches")).ToContainTextAsync("sandbox");
        await Expect(page.Locator("#differs")).ToContainTextAsync("From here on they differ");
        await Expect(page.Locator("#branches .two > div:last-child .said.agent")).ToHaveCountAsync(2);

        var source = await PortalStage.GetAsync($"/api/v1/conversations/{id}");
        Assert.That(source.GetProperty("status").GetString(), Is.EqualTo("waiting"), "what is tried in a sandbox happens nowhere else");
        Assert.That(PortalStage.Faults(page), Is.Empty);
        await PortalStage.PostAsync($"/api/v1/conversations/{id}/cancel", new { });
    }

    [Test, CancelAfter(90_000)]
    public async Task A_conversation_is_found_by_its_rating_which_stands_under_the_answer(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("ana_silva_1003", "hello");
        await PortalStage.PostAsync($"/api/v1/conversations/{id}/feedback", new { rating = "down", comment = "<i>too short</i>" });
        var page = await PortalStage.OpenAsync($"/conversations/{id}");
        await Expect(page.Locator(".said.agent .rated")).ToContainTextAsync("“<i>too short</i>”");
        var row = page.Locator($"#row-{id}");
        do
        {
            await page.GotoAsync("/conversations?customer=ana_silva_1003&rating=down");
        }
        while (await row.CountAsync() == 0 && !cancellationToken.IsCancellationRequested);
        await Expect(row.Locator(".thumbs .bad")).ToContainTextAsync("1");
        await page.Locator("[name=rating]").SelectOptionAsync("up");
        await page.Locator("search button.primary").ClickAsync();
        await Expect(page.Locator($"#row-{id}")).ToHaveCountAsync(0);
        Assert.That(page.Url, Does.Contain("rating=up"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_long_conversation_is_shown_from_its_end_and_read_page_by_page(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", [.. Enumerable.Repeat("hello", 90)]);
        var last = (await PortalStage.GetAsync($"/api/v1/conversations/{id}/checkpoints?after=500&limit=500")).GetProperty("items").EnumerateArray().Last().GetProperty("number").GetInt32();
        var page = await PortalStage.OpenAsync($"/conversations/{id}");
        await Expect(page.Locator("[data-step]")).ToHaveCountAsync(500);
        await Expect(page.Locator("#at")).ToHaveAttributeAsync("max", $"{last}");
        await Expect(page.Locator($"#s-{last}")).ToHaveCountAsync(1);
        await page.Locator("[rel=prev]").ClickAsync();
        await Expect(page.Locator("#s-1")).ToHaveCountAsync(1);
        await page.Locator("#s-2 a").ClickAsync();
        await Expect(page.Locator("#superstep-2")).ToBeVisibleAsync();
        await Expect(page.Locator("#s-1")).ToHaveCountAsync(1); // the timeline stays where it was
        await page.Locator("#at").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator($"#superstep-{last}")).ToBeVisibleAsync();
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_fork_that_does_not_fit_says_why(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        var page = await PortalStage.OpenAsync($"/conversations/{id}?at=2");
        await page.Locator(".fork > summary").ClickAsync();
        await page.Locator(".fork select[name=approval]").SelectOptionAsync("approve");
        await page.Locator(".fork button").ClickAsync();
        await Expect(page.Locator("#notice")).ToContainTextAsync("approval");
    }
}
