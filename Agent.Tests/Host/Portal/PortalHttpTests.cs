using System.Net;
using Agent.Host.Portal;
using Agent.Host.Security;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Api;

namespace Agent.Tests.Host.Portal;

internal sealed class PortalHttpTests : ApiTests
{
    [TestCase("/approvals")]
    [TestCase("/try")]
    [TestCase("/nothing")]
    public async Task Pages_let_nothing_in_from_elsewhere(string address)
    {
        using var answer = await GetAsync(address);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.Contain("require-trusted-types-for 'script'"));
        Assert.That(policy, Does.Not.Contain("unsafe").And.Not.Contain("http").And.Not.Contain('*'));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(html, Does.Not.Match("(?i)<script(?![^>]* src=)|<style|\\son\\w+=|\\sstyle="), "what the policy forbids would not work");
        Assert.That(html, Does.Not.Match("(src|href)=\"(https?:)?//"), "nothing is loaded from elsewhere");
    }

    [Test]
    public async Task What_is_not_there_is_a_page_for_people_and_a_problem_for_programs()
    {
        using var page = await GetAsync("/nothing");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("There is nothing here").And.Contain(page.Headers.GetValues("X-Request-Id").Single()));
        using var problem = await Host.Client.GetAsync(new Uri("/nothing", UriKind.Relative));
        Assert.That(problem.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test]
    public async Task The_start_leads_to_the_approvals()
    {
        using var answer = await GetAsync("/");
        Assert.That(answer.RequestMessage!.RequestUri!.AbsolutePath, Is.EqualTo(PortalAddresses.Approvals));
    }

    [Test]
    public async Task A_browser_gets_its_language_and_may_choose_another()
    {
        using var german = await GetAsync("/try", "de-AT, en;q=0.5");
        Assert.That(await german.Content.ReadAsStringAsync(), Does.Contain("<html lang=\"de\"").And.Contain("Ausprobieren"));
        using var chosen = await GetAsync($"{PortalAddresses.Settings}?language=en&back=%2Ftry", "de");
        Assert.That(chosen.RequestMessage!.RequestUri!.AbsolutePath, Is.EqualTo("/try"));
    }

    [TestCase("https://example.com/")]
    [TestCase("//example.com/")]
    [TestCase("/\\example.com/")]
    public async Task A_choice_never_leads_away(string address)
    {
        using var answer = await GetAsync($"{PortalAddresses.Settings}?theme=dark&back={Uri.EscapeDataString(address)}");
        Assert.That(answer.RequestMessage!.RequestUri!.AbsolutePath, Is.EqualTo(PortalAddresses.Approvals));
    }

    [Test]
    public async Task A_stranger_sees_no_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/approvals") { Headers = { { "Accept", "text/html" }, { "X-Forwarded-For", "203.0.113.7" } } };
        using var answer = await Host.Client.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("/conversations", Roles.Customer, false)]
    [TestCase("/approvals", Roles.Customer, false)]
    [TestCase("/insight", Roles.Agent, true)]
    [TestCase("/operations", Roles.Agent, false)]
    [TestCase("/operations", Roles.Operator, true)]
    [TestCase("/usage?by=feature", Roles.Agent, false)]
    [TestCase("/usage?by=feature", Roles.Operator, true)]
    public async Task A_page_is_for_those_who_may_see_what_it_shows(string address, string role, bool may)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var host = await ApiHost.StartAsync(issuer);
        using var client = host.As(issuer.Token(issuer.Claims("ann", "demo", [role])));
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), may ? Does.Not.Contain("This page is not for you") : Does.Contain("This page is not for you"));
    }

    [Test]
    public async Task Styles_and_scripts_are_kept_by_browsers_for_good()
    {
        var assets = new PortalAssets();
        using var answer = await Host.Client.GetAsync(new Uri(assets["portal.js"], UriKind.Relative));
        Assert.That(answer.Headers.CacheControl!.ToString(), Does.Contain("immutable").Or.Contain("31536000"));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/javascript"));
        using var missing = await Host.Client.GetAsync(new Uri(assets["other.js"], UriKind.Relative));
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<HttpResponseMessage> GetAsync(string address, string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" }, { "Accept-Language", language } } };
        return await Host.Client.SendAsync(request);
    }
}
