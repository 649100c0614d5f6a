using System.Text;
using Agent.Plugins.Mcp.Remote.Authorization;
using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins.Calling;
using Microsoft.AspNetCore.Http;

namespace Agent.Tests.Plugins.Mcp;

/// <summary>The access token of this service at a tool server: one for everybody, in time, and another when it is refused.</summary>
internal sealed class ClientCredentialsTests
{
    private readonly ManualClock _clock = new();
    private TokenEndpoint _endpoint = null!;

    [SetUp]
    public async Task StartAsync() => _endpoint = await TokenEndpoint.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _endpoint.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task Many_who_need_one_at_once_cause_one_request(CancellationToken cancellationToken)
    {
        using var credentials = Open();
        _endpoint.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var givenUp = credentials.GetAsync(impatient.Token).AsTask();
        var all = Enumerable.Range(0, 20).Select(_ => credentials.GetAsync(cancellationToken).AsTask()).ToList();
        await impatient.CancelAsync();
        Assert.That(async () => await givenUp, Throws.InstanceOf<OperationCanceledException>(), "whoever began it may go");
        _endpoint.Gate.SetResult();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await Task.WhenAll(all), Is.All.EqualTo("token-1"));
        Assert.That(await credentials.GetAsync(cancellationToken), Is.EqualTo("token-1"));
        Assert.That(_endpoint.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task It_is_asked_for_as_the_standards_say()
    {
        using (var header = Open(options => (options.ClientId, options.ClientSecret, options.Scope) = ("agent:1", "a b+c", "orders:read tickets:write")))
            await header.GetAsync(CancellationToken.None);
        using (var body = Open(options => (options.SecretInBody, options.Resource) = (true, "")))
            await body.GetAsync(CancellationToken.None);
        var requests = _endpoint.Requests.ToArray();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(requests[0].Authorization["Basic ".Length..])), Is.EqualTo("agent%3A1:a%20b%2Bc"));
        Assert.That(requests[0].Form, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["scope"] = "orders:read tickets:write", ["resource"] = "https://crm.example/mcp",
        }));
        Assert.That(requests[1].Authorization, Is.Empty);
        Assert.That(requests[1].Form, Is.EquivalentTo(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "agent", ["client_secret"] = "secret" }));
    }

    [TestCase(300L, 239, 241)]
    [TestCase(20L, 15, 17)] // a fifth of a short life
    [TestCase(null, 239, 241)] // a server that says nothing means five minutes
    public async Task It_is_replaced_before_its_end(long? lifetime, int before, int after)
    {
        _endpoint.ExpiresIn = lifetime;
        using var credentials = Open();
        await credentials.GetAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(before));
        Assert.That(await credentials.GetAsync(CancellationToken.None), Is.EqualTo("token-1"));
        _clock.Advance(TimeSpan.FromSeconds(after - before));
        Assert.That(await credentials.GetAsync(CancellationToken.None), Is.EqualTo("token-2"));
    }

    [Test]
    public async Task While_the_authorization_server_is_away_a_token_that_is_good_is_used_on()
    {
        using var credentials = Open();
        await credentials.GetAsync(CancellationToken.None);
        _endpoint.Answer = () => Results.StatusCode(503);
        _clock.Advance(TimeSpan.FromSeconds(250));
        Assert.That(await credentials.GetAsync(CancellationToken.None), Is.EqualTo("token-1"));
        _clock.Advance(TimeSpan.FromSeconds(51));
        Assert.That(async () => await credentials.GetAsync(CancellationToken.None), Throws.TypeOf<TokenUnavailableException>());
        _endpoint.Answer = null;
        Assert.That(await credentials.GetAsync(CancellationToken.None), Is.EqualTo("token-2"));
    }

    [Test]
    public async Task A_token_that_was_refused_is_not_shown_again_and_an_older_refusal_changes_nothing()
    {
        using var credentials = Open();
        var first = await credentials.GetAsync(CancellationToken.None);
        credentials.Refuse(first);
        var second = await credentials.GetAsync(CancellationToken.None);
        credentials.Refuse(first);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(second, Is.EqualTo("token-2"));
        Assert.That(await credentials.GetAsync(CancellationToken.None), Is.EqualTo("token-2"));
    }

    [TestCase("""{"error":"invalid_client","error_description":"secret is wrong: secret"}""", 401, "answered 401 (invalid_client) and no bearer token")]
    [TestCase("""{"access_token":"a b","token_type":"bearer"}""", 200, "no bearer token")]
    [TestCase("""{"access_token":"x","token_type":"mac"}""", 200, "no bearer token")]
    [TestCase("""{"access_token":""}""", 200, "no bearer token")]
    [TestCase("<html>", 200, "gave an answer that cannot be read")]
    [TestCase("[]", 200, "gave an answer that cannot be read")]
    public void An_answer_without_a_token_is_a_fault_that_says_why_and_no_secret(string body, int status, string fault)
    {
        using var credentials = Open();
        _endpoint.Answer = () => Results.Text(body, "application/json", Encoding.UTF8, status);
        Assert.That(async () => await credentials.GetAsync(CancellationToken.None),
            Throws.TypeOf<TokenUnavailableException>().With.Message.Contains(fault).And.Message.Not.Contains("secret is"));
    }

    private ClientCredentials Open(Action<ToolServerOAuthOptions>? configure = null)
    {
        var options = new ToolServerOAuthOptions { TokenUrl = _endpoint.Address, ClientId = "agent", ClientSecret = "secret" };
        configure?.Invoke(options);
        return new("crm", new() { Url = new("https://crm.example/mcp"), OAuth = options }, _clock);
    }
}
