using Agent.Host.Security;
using Agent.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

/// <summary>The portal as people use it who have signed in at an issuer, and have nothing else to show.</summary>
[NonParallelizable]
internal sealed class SignedInPortalTests
{
    private TokenIssuer _issuer = null!;
    private ServiceProcess _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        var settings = _issuer.Settings.Append(new("Auth:SignIn:Issuer", "test")).Append(new("Auth:SignIn:ClientId", "agent-portal"))
            .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);
        _service = await ServiceProcess.StartAsync(
            new Dictionary<string, string>(settings) { ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(), ["Model__Provider"] = "offline" }, CancellationToken.None);
        Assert.That(_service.HasExited, Is.False, _service.Output);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Test, CancelAfter(90_000)]
    public async Task An_operator_signs_in_acts_under_their_name_and_signs_out(CancellationToken cancellationToken)
    {
        _issuer.SignedIn = _issuer.Claims("ann", "demo", Roles.Operator);
        var page = await PortalStage.OpenAsync("/try", service: _service);
        await Expect(page.Locator(".who strong")).ToHaveTextAsync("ann");
        Assert.That(page.Url, Does.EndWith("/try"), "the sign-in leads back to the page that was asked for");
        await page.Locator(".card", new() { HasText = "Mara Olsen" }).GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync("**/try/c*");
        await page.Locator("#say").FillAsync("hello");
        await page.Locator("#say").PressAsync("Enter");
        await Expect(page.Locator(".said.agent:not(.typing)")).ToHaveCountAsync(1); // the stream is hers as well
        var id = new Uri(page.Url).AbsolutePath.Split('/')[^1];
        await page.GotoAsync($"/conversations/{id}");
        await page.Locator("#claim button").ClickAsync();
        await Expect(page.Locator("#takeover")).ToContainTextAsync("You have this conversation");
        await Expect(page.Locator("nav a[href='/operations']")).ToBeVisibleAsync();
        await page.GotoAsync("/operations/audit"); // an administrator's
        await Expect(page.Locator("h1")).ToHaveTextAsync("This page is not for you");

        _issuer.SignedIn = null;
        await page.Locator(".signout button").ClickAsync();
        await Expect(page.GetByText("Sign in here")).ToBeVisibleAsync();
        Assert.That(PortalStage.Faults(page), Is.Empty);

        _issuer.SignedIn = _issuer.Claims("root", "demo", Roles.Admin);
        var admin = await PortalStage.OpenAsync("/operations/audit", service: _service);
        var claim = admin.Locator("tr", new() { HasText = "took a conversation over" });
        await Expect(claim).ToContainTextAsync("operator:ann");
        await Expect(claim).ToContainTextAsync("credential session");
        await Expect(admin.Locator("tr", new() { HasText = "signed in" }).Filter(new() { HasText = "operator:ann" })).ToHaveCountAsync(1);
        await Expect(admin.Locator(".tabs a[href='/operations/tenants']")).ToHaveCountAsync(0); // no role of a tenant may
    }

    [Test, CancelAfter(90_000)]
    public async Task A_session_that_ends_while_a_page_is_open_leads_to_the_sign_in_and_back(CancellationToken cancellationToken)
    {
        _issuer.SignedIn = _issuer.Claims("cem", "demo", Roles.Agent);
        var page = await PortalStage.OpenAsync("/conversations", service: _service);
        await Expect(page.Locator(".who strong")).ToHaveTextAsync("cem");
        await Expect(page.Locator("nav a[href='/operations'], nav a[href='/replays']")).ToHaveCountAsync(0);
        await page.Context.ClearCookiesAsync(new() { Name = "agent.session" });
        _issuer.SignedIn = _issuer.Claims("dora", "demo", Roles.Agent);
        await page.EvaluateAsync("() => dispatchEvent(new Event('online'))"); // the page gets itself again
        await Expect(page.Locator(".who strong")).ToHaveTextAsync("dora");
        Assert.That(page.Url, Does.EndWith("/conversations"));
    }
}
