using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

[NonParallelizable]
internal sealed class TryItPageTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_customer_of_the_sample_shop_gets_an_answer_and_agrees_in_line(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/try");
        await Expect(page.Locator(".offline-note")).ToContainTextAsync("no language model");
        await page.Locator(".card", new() { HasText = "Mara Olsen" }).GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync("**/try/c*");
        await page.Locator("#say").FillAsync("I'd like to return the headphones from order #W1000001 to my original card");
        await page.Locator("#say").PressAsync("Enter");

        await Expect(page.Locator("#asked")).ToContainTextAsync("Wireless Headphones");
        await page.Locator("[data-say=yes]").ClickAsync();
        await Expect(page.Locator(".said.customer").Last).ToContainTextAsync("yes");
        await Expect(page.Locator("#asked")).ToHaveCountAsync(0);
        await Expect(page.Locator(".said.agent:not(.typing)")).ToHaveCountAsync(2);

        var id = page.Url.Split('/')[^1];
        var transcript = await PortalStage.GetAsync($"/api/v1/conversations/{id}/messages");
        Assert.That(transcript.GetProperty("items").GetArrayLength(), Is.EqualTo(4), "what is shown is what is stored");
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_a_customer_writes_is_text_whatever_it_looks_like(CancellationToken cancellationToken)
    {
        const string Attack = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script> [here](javascript:alert(1)) ![](http://example.com/a.png)";
        var id = await PortalStage.TalkAsync("mara_olsen_1001", Attack);
        foreach (var path in (string[])[$"/try/{id}", $"/conversations/{id}", $"/conversations/{id}?at=1"])
        {
            var page = await PortalStage.OpenAsync(path);
            await Expect(page.Locator(".said.customer .text").First).ToHaveTextAsync(Attack);
            await Expect(page.Locator("main img, main script, main [href^='javascript']")).ToHaveCountAsync(0);
            Assert.That(await page.TitleAsync(), Does.Not.Contain("taken"));
            Assert.That(PortalStage.Faults(page), Is.Empty);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_that_somebody_ends_takes_no_more_messages(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        var page = await PortalStage.OpenAsync($"/try/{id}");
        await Expect(page.Locator("#say")).ToBeVisibleAsync();
        await PortalStage.PostAsync($"/api/v1/conversations/{id}/cancel", new { });
        await Expect(page.Locator("main")).ToContainTextAsync("This conversation has ended");
        await Expect(page.Locator("#say")).ToHaveCountAsync(0);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_refused_says_why_and_names_the_request(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/try");
        await page.GetByPlaceholder("mara_olsen_1001").FillAsync("   ");
        await page.GetByPlaceholder("mara_olsen_1001").PressAsync("Enter");
        await Expect(page.Locator("#notice")).ToContainTextAsync("customerId");
        await Expect(page.Locator("#notice small")).ToContainTextAsync("Request");
    }
}
