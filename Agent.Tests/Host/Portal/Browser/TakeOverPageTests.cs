using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

[NonParallelizable]
internal sealed class TakeOverPageTests
{
    [Test, CancelAfter(120_000)]
    public async Task An_operator_and_a_customer_meet_and_the_agent_is_silent_until_it_is_handed_back(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        var (customer, colleague) = (await PortalStage.OpenAsync($"/try/{id}"), await PortalStage.OpenAsync($"/conversations/{id}"));
        await colleague.Locator("#claim [name=reason]").FillAsync("she asked for a person");
        await colleague.Locator("#claim button").ClickAsync();
        await Expect(colleague.Locator(".head .badge").First).ToHaveTextAsync("with a person");
        await Expect(customer.Locator("#claimed")).ToContainTextAsync("A colleague has taken this conversation over");
        await Expect(customer.Locator(".said.agent")).ToHaveCountAsync(1);

        await customer.Locator("#say").FillAsync("What is the status of order #W1000002?");
        await customer.Locator("#say").PressAsync("Enter");
        await Expect(colleague.Locator(".said.customer").Last).ToContainTextAsync("What is the status"); // live
        await colleague.Locator("#write #say").FillAsync("This is Ann. I am looking **into it**.");
        await colleague.Locator("#write #say").PressAsync("Enter");
        await Expect(customer.Locator(".said.operator .text strong")).ToHaveTextAsync("into it"); // live
        await Expect(colleague.Locator("#write #say")).ToHaveValueAsync("");
        await Expect(customer.Locator(".said.agent")).ToHaveCountAsync(1, new() { Timeout = 1_000 }); // nothing of the agent came in between
        await Expect(customer.Locator(".typing")).ToHaveCountAsync(0);

        await colleague.Locator("#release [name=note]").FillAsync("refund promised for Monday");
        await colleague.Locator("#release button").ClickAsync();
        await Expect(colleague.Locator("#claim")).ToBeVisibleAsync();
        await colleague.Locator("#claims > summary").ClickAsync();
        await Expect(colleague.Locator("#claims")).ToContainTextAsync("refund promised for Monday");
        await Expect(customer.Locator("#claimed")).ToHaveCountAsync(0);
        await customer.Locator("#say").FillAsync("and where is order #W1000002?");
        await customer.Locator("#say").PressAsync("Enter");
        await Expect(customer.Locator(".said.agent:not(.typing)")).ToHaveCountAsync(2);

        var transcript = (await PortalStage.GetAsync($"/api/v1/conversations/{id}/messages")).GetProperty("items").EnumerateArray().Select(line => line.GetProperty("role").GetString());
        Assert.That(transcript, Is.EqualTo(["customer", "agent", "customer", "operator", "customer", "agent"]));
        var acts = (await PortalStage.GetAsync("/api/v1/audit?limit=1000")).GetProperty("items").EnumerateArray()
            .Where(row => row.GetProperty("subject").GetString() == id).Select(row => row.GetProperty("act").GetString());
        Assert.That(acts, Is.EqualTo(["conversation.claimed", "conversation.operator_wrote", "conversation.released"]));
        Assert.That(PortalStage.Faults(customer).Concat(PortalStage.Faults(colleague)), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_somebody_else_has_says_who_and_takes_no_message_of_mine(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        await PortalStage.PostAsync($"/api/v1/conversations/{id}/claim", new { });
        await PortalStage.ExecuteAsync($"UPDATE agent.conversations SET claimed_by = 'operator:bea' WHERE id = '{id}'", cancellationToken);
        var page = await PortalStage.OpenAsync($"/conversations/{id}");
        await Expect(page.Locator("#takeover")).ToContainTextAsync("operator:bea has this conversation");
        await Expect(page.Locator("#write")).ToHaveCountAsync(0);
        await Expect(page.Locator("#release")).ToBeVisibleAsync();
    }
}
