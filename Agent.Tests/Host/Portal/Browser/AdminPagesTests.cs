using System.Net;
using System.Net.Http.Headers;
using Agent.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

/// <summary>Audit, API keys, webhooks and tenants.</summary>
[NonParallelizable]
internal sealed class AdminPagesTests
{
    [Test, CancelAfter(60_000)]
    public async Task The_audit_log_is_searched_and_verified_and_a_row_that_was_altered_shows(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        await PortalStage.PostAsync($"/api/v1/conversations/{id}/cancel", new { });
        var page = await PortalStage.OpenAsync("/operations");
        await page.Locator(".tabs").GetByText("Audit").ClickAsync();
        await page.Locator("select[name=act]").SelectOptionAsync("conversation.cancelled");
        await page.Locator("[name=actor]").FillAsync("operator:dev");
        await page.Locator("[name=actor]").PressAsync("Enter");
        await Expect(page.Locator(".subject a").First).ToHaveTextAsync(id);
        await page.Locator("[data-verify] button").ClickAsync();
        await Expect(page.Locator("#verified")).ToContainTextAsync("rows are what was written");
        var number = (await page.Locator("tr[id^=audit-]").First.GetAttributeAsync("id"))!["audit-".Length..];
        await PortalStage.ExecuteAsync($"SET session_replication_role = replica; UPDATE security.audit SET actor = 'operator:eve' WHERE tenant = 'demo' AND number = {number}", cancellationToken);
        await page.Locator("[data-verify] button").ClickAsync();
        await Expect(page.Locator("#verified.bad")).ToContainTextAsync("is not as it was written");
        await PortalStage.ExecuteAsync($"SET session_replication_role = replica; UPDATE security.audit SET actor = 'operator:dev' WHERE tenant = 'demo' AND number = {number}", cancellationToken);
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_key_is_shown_once_works_is_rotated_and_revoked(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/operations/keys");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.Locator("#new-key").EvaluateAsync("details => details.open = true");
        await page.Locator("[name=name]").FillAsync("nightly export");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToContainTextAsync("scopes must be some of"); // what the API says
        await page.Locator("[name=scopes][value='conversations:read']").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(page.Locator("#shown[open]")).ToBeVisibleAsync();
        var key = await page.Locator("#shown-text").InnerTextAsync();
        Assert.That(await KnowsAsync(key, cancellationToken), Is.EqualTo(HttpStatusCode.OK));
        await page.Locator("#shown").GetByText("Close").ClickAsync();
        await page.ReloadAsync();
        Assert.That(await page.ContentAsync(), Does.Not.Contain(key), "it is shown once");

        var card = page.Locator(".cards li", new() { HasText = "nightly export" });
        await card.Locator("select").SelectOptionAsync("0");
        await card.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(page.Locator("#shown[open]")).ToBeVisibleAsync();
        var next = await page.Locator("#shown-text").InnerTextAsync();
        await page.Locator("#shown").GetByText("Close").ClickAsync();
        Assert.That(await KnowsAsync(key, cancellationToken), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await KnowsAsync(next, cancellationToken), Is.EqualTo(HttpStatusCode.OK));
        await card.Filter(new() { Has = page.Locator(".badge", new() { HasTextString = "active" }) }).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(card.Locator(".badge", new() { HasTextString = "revoked" })).ToHaveCountAsync(1);
        Assert.That(await KnowsAsync(next, cancellationToken), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_tenant_is_created_suspended_and_resumed(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/operations/tenants");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.Locator("[name=tenant]").FillAsync("acme");
        await page.Locator("[name=name]").FillAsync("Acme <b>Ltd</b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        var card = page.Locator("#tenant-acme");
        await Expect(card.Locator("strong")).ToHaveTextAsync("Acme <b>Ltd</b>");
        await card.Locator("summary").ClickAsync();
        await card.Locator("[name=settings]").FillAsync("{\"branding\": {\"greeting\": \"Hi!\"}");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#notice.bad")).ToContainTextAsync("JSON");
        await card.Locator("[name=settings]").FillAsync("{\"branding\": {\"greeting\": \"Hi!\"}}");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToContainTextAsync("Saved");
        Assert.That((await PortalStage.GetAsync("/api/v1/tenants/acme")).GetProperty("settings").GetProperty("branding").GetProperty("greeting").GetString(), Is.EqualTo("Hi!"));
        await card.Locator("[name=reason]").FillAsync("unpaid");
        await card.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await Expect(card).ToContainTextAsync("“unpaid”");
        await Expect(card.Locator(".badge")).ToHaveTextAsync("suspended");
        await card.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(card.Locator(".badge")).ToHaveTextAsync("active");
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_a_webhook_could_not_be_told_is_sent_again(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/operations/webhooks");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.Locator("#new-webhook").EvaluateAsync("details => details.open = true");
        await page.Locator("[name=url]").FillAsync("https://example.com/hook");
        await page.Locator("[name=kinds][value='turn.completed']").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the webhook" }).ClickAsync();
        await Expect(page.Locator("#shown-text")).Not.ToBeEmptyAsync();
        await page.Locator("#shown").GetByText("Close").ClickAsync();
        var card = page.Locator("[id^=webhook-]", new() { HasText = "example.com/hook" });
        await PortalStage.ExecuteAsync(
            """
            INSERT INTO webhooks.deliveries (tenant, id, webhook_id, kind, subject, status, attempts, next_at, created_at, done_at, failure, body)
            SELECT tenant, 'msg_portal', id, 'turn.completed', 't1', 'dead', 9, now(), now(), now(), 'timeout', '{}' FROM webhooks.subscriptions WHERE url = 'https://example.com/hook'
            """, cancellationToken);
        await page.GotoAsync("/operations/webhooks");
        var delivery = page.Locator("[id^=delivery-]").First;
        await Expect(delivery).ToContainTextAsync("timeout");
        await delivery.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(page.Locator("[id^=delivery-]")).ToHaveCountAsync(0); // it is not dead any more
        await card.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    private static async Task<HttpStatusCode> KnowsAsync(string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/tenant") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        using var answer = await PortalStage.Service.Client.SendAsync(request, cancellationToken);
        return answer.StatusCode;
    }
}
