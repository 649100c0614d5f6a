using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Security;
using Agent.Host.Security.Audit;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Agent.Tests.Host.Api.ApiTests;

namespace Agent.Tests.Host.Security;

/// <summary>People who sign in with a browser.</summary>
internal sealed class SignInTests
{
    private const string ClientId = "agent-portal";
    private static readonly string[] Settings = ["--Auth:SignIn:Issuer", "test", "--Auth:SignIn:ClientId", ClientId];
    private TokenIssuer _issuer = null!;
    private ApiHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _host = await ApiHost.StartAsync(_issuer, Settings);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Test]
    public async Task Whoever_signs_in_is_known_on_every_replica_until_they_sign_out()
    {
        using var browser = new Browser(_host);
        var asked = await browser.BeginAsync("/api/v1/tenant?x=1");
        Assert.That(asked["code_challenge_method"].ToString(), Is.EqualTo("S256"));
        using (var done = await browser.EndAsync(_issuer.Issue(asked["code_challenge"]!, IdToken(asked["nonce"]!)), asked["state"]!))
        {
            Assert.That(done.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            Assert.That(done.Headers.Location?.ToString(), Is.EqualTo("/api/v1/tenant?x=1"));
            Assert.That(done.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("agent.session", StringComparison.Ordinal)), Does.Contain("httponly").And.Contain("samesite=lax"));
        }

        using (var tenant = await browser.Client.GetAsync("/api/v1/tenant"))
            Assert.That((await ReadAsync(tenant)).GetProperty("tenant").GetString(), Is.EqualTo("demo"));
        var trace = await _host.Services.GetRequiredService<AuditStore>().ReadAsync("demo", 0, 10, AuditActs.SignedIn, "operator:ann", CancellationToken.None);
        Assert.That(trace, Is.Not.Empty);

        await using (var other = await ApiHost.StartAsync(
            _issuer, [.. Settings, "--ConnectionStrings:Agent", _host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString]))
        {
            using var elsewhere = new HttpClient { BaseAddress = other.Client.BaseAddress };
            elsewhere.DefaultRequestHeaders.Add("Cookie", browser.Cookies);
            using var known = await elsewhere.GetAsync("/api/v1/tenant");
            Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        using (await browser.Client.PostAsync("/signout", null))
        using (var gone = await browser.Client.GetAsync("/api/v1/tenant"))
            await ReadProblemAsync(gone, HttpStatusCode.Unauthorized, "credential-needed");
    }

    [TestCase(null, HttpStatusCode.Unauthorized)]
    [TestCase("https://evil.example", HttpStatusCode.Unauthorized)]
    [TestCase("null", HttpStatusCode.Unauthorized)]
    [TestCase("own", HttpStatusCode.Created)]
    public async Task A_session_changes_something_only_from_a_page_of_ours(string? origin, HttpStatusCode status)
    {
        using var browser = await SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations") { Content = JsonContent.Create(new { customerId = "x" }) };
        if (origin is not null)
            request.Headers.Add("Origin", origin == "own" ? _host.Client.BaseAddress!.ToString().TrimEnd('/') : origin);
        using var response = await browser.Client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task An_answer_that_belongs_to_no_sign_in_of_this_browser_is_refused()
    {
        using var browser = new Browser(_host);
        using var other = new Browser(_host);
        var asked = await browser.BeginAsync("/");
        var code = _issuer.Issue(asked["code_challenge"]!, IdToken(asked["nonce"]!));
        using (var stranger = await other.EndAsync(code, asked["state"]!)) // a code that was slipped to somebody else
            await ReadProblemAsync(stranger, HttpStatusCode.Unauthorized, "credential-refused");
        using (var forged = await browser.EndAsync(code, "another"))
            await ReadProblemAsync(forged, HttpStatusCode.Unauthorized, "credential-refused");
        using var late = await browser.EndAsync(code, asked["state"]!); // the attempt is used up
        await ReadProblemAsync(late, HttpStatusCode.Unauthorized, "credential-refused");
    }

    [TestCase("nonce")]
    [TestCase("audience")]
    [TestCase("key")]
    [TestCase("challenge")]
    public async Task A_token_that_was_not_made_for_this_sign_in_is_refused(string what)
    {
        using var browser = new Browser(_host);
        var asked = await browser.BeginAsync("/");
        var token = what switch
        {
            "nonce" => IdToken("of another sign-in"),
            "audience" => IdToken(asked["nonce"]!, TokenIssuer.Audience),
            "key" => IdToken(asked["nonce"]!, key: TokenIssuer.SigningKey.OfRsa("rsa-1")),
            _ => IdToken(asked["nonce"]!),
        };
        using var done = await browser.EndAsync(_issuer.Issue(what == "challenge" ? "of another verifier" : asked["code_challenge"]!, token), asked["state"]!);
        await ReadProblemAsync(done, HttpStatusCode.Unauthorized, "credential-refused");
        using var unknown = await browser.Client.GetAsync("/api/v1/tenant");
        await ReadProblemAsync(unknown, HttpStatusCode.Unauthorized, "credential-needed");
    }

    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("https://evil.example/")]
    [TestCase("")]
    public async Task A_sign_in_leads_back_to_this_service_only(string returnTo)
    {
        using var browser = new Browser(_host);
        var asked = await browser.BeginAsync(returnTo);
        using var done = await browser.EndAsync(_issuer.Issue(asked["code_challenge"]!, IdToken(asked["nonce"]!)), asked["state"]!);
        Assert.That(done.Headers.Location?.ToString(), Is.EqualTo("/"));
    }

    [Test]
    public async Task A_cookie_that_was_made_up_is_none()
    {
        using var client = new HttpClient { BaseAddress = _host.Client.BaseAddress };
        client.DefaultRequestHeaders.Add("Cookie", "agent.session=CfDJ8Nonsense");
        using var response = await client.GetAsync("/api/v1/tenant");
        await ReadProblemAsync(response, HttpStatusCode.Unauthorized, "credential-needed");
    }

    [Test]
    public async Task A_page_sends_whoever_is_not_known_to_the_sign_in()
    {
        var middleware = new CallerMiddleware(_ => throw new AssertionException("Nobody may pass."), _host.Services.GetRequiredService<CallerResolver>());
        var context = new DefaultHttpContext { RequestServices = _host.Services };
        (context.Request.Method, context.Request.Path, context.Request.QueryString) = ("GET", "/approvals", new("?status=pending"));
        context.Request.Headers.Accept = "text/html";
        await middleware.InvokeAsync(context);
        Assert.That(context.Response.Headers.Location.ToString(), Is.EqualTo("/signin?returnTo=%2Fapprovals%3Fstatus%3Dpending"));
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = new Browser(_host);
        var asked = await browser.BeginAsync("/");
        using var done = await browser.EndAsync(_issuer.Issue(asked["code_challenge"]!, IdToken(asked["nonce"]!)), asked["state"]!);
        return browser;
    }

    private string IdToken(string nonce, string audience = ClientId, TokenIssuer.SigningKey? key = null)
    {
        var claims = _issuer.Claims("ann", "demo", Roles.Operator);
        (claims["nonce"], claims["aud"]) = (nonce, audience);
        return _issuer.Token(claims, key);
    }

    /// <summary>Keeps cookies and follows nothing by itself.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly CookieContainer _cookies = new();
        private readonly HttpClientHandler _handler;

        public Browser(ApiHost host)
        {
            _handler = new() { CookieContainer = _cookies, AllowAutoRedirect = false };
            Client = new(_handler) { BaseAddress = host.Client.BaseAddress };
        }

        public HttpClient Client { get; }

        public string Cookies => _cookies.GetCookieHeader(Client.BaseAddress!);

        public async Task<Dictionary<string, Microsoft.Extensions.Primitives.StringValues>> BeginAsync(string returnTo)
        {
            using var answer = await Client.GetAsync($"/signin?returnTo={Uri.EscapeDataString(returnTo)}");
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            return QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        }

        public Task<HttpResponseMessage> EndAsync(string code, string state) => Client.GetAsync($"/signin/callback?code={code}&state={Uri.EscapeDataString(state)}");

        public void Dispose()
        {
            Client.Dispose();
            _handler.Dispose();
        }
    }
}
