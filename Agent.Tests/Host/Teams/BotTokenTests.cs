using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Teams;

/// <summary>Tokens that are not the connector's, or not for this.</summary>
internal sealed class BotTokenTests
{
    private TeamsHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await TeamsHost.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [TestCaseSource(nameof(Claims))]
    public Task Claims_that_are_wrong_are_refused(Action<JsonObject> change, HttpStatusCode status) => RefusedAsync(host =>
    {
        var claims = host.Claims();
        change(claims);
        return host.Issuer.Token(claims);
    }, status);

    [TestCaseSource(nameof(Forgeries))]
    public Task Forged_tokens_are_refused(Func<TeamsHost, string> forge) => RefusedAsync(forge, HttpStatusCode.Unauthorized);

    [Test, CancelAfter(60_000)]
    public async Task A_token_for_one_address_does_not_carry_an_activity_that_names_another(CancellationToken cancellationToken)
    {
        var activity = _host.Message("lena", "help");
        activity["serviceUrl"] = "http://127.0.0.1:1/elsewhere/";
        using var response = await _host.PostAsync(activity, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_host_that_nobody_allowed_is_refused_even_with_a_token_for_it(CancellationToken cancellationToken)
    {
        var activity = _host.Message("lena", "help");
        activity["serviceUrl"] = "https://smba.example.com/teams/";
        var claims = _host.Claims();
        claims["serviceurl"] = "https://smba.example.com/teams/";
        using var response = await _host.PostAsync(activity, cancellationToken, _host.Issuer.Token(claims));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test, CancelAfter(60_000)]
    public async Task Keys_are_rotated_while_the_service_runs(CancellationToken cancellationToken)
    {
        var clock = new ShiftedClock();
        await using var host = await TeamsHost.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var old = host.Issuer.Rsa;
        Assert.That(await StatusAsync(host.Issuer.Token(host.Claims(), old)), Is.EqualTo(HttpStatusCode.OK));
        host.Issuer.Rotate("rsa-2");
        host.Issuer.KeySet = TeamsHost.KeySet(host.Issuer, "msteams");
        clock.Advance(TimeSpan.FromMinutes(10)); // an unknown key is asked for again, though not for every forged token
        var fresh = await StatusAsync(host.Issuer.Token(host.Claims()));
        var retired = await StatusAsync(host.Issuer.Token(host.Claims(), old));
        Assert.That((fresh, retired), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));

        async Task<HttpStatusCode> StatusAsync(string token)
        {
            using var response = await host.PostAsync(host.Message("mona", "help"), cancellationToken, token);
            return response.StatusCode;
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_token_that_was_overheard_brings_nothing_new(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var (token, message) = (host.Issuer.Token(host.Claims()), host.Message("mona", "status"));
        using (await host.PostAsync(message, cancellationToken, token))
        using (await host.PostAsync(message, cancellationToken, token))
        {
            await host.TakenAsync(host.Message("mona", "help"), cancellationToken);
            await host.Connector.UntilAsync(_ => host.Of("mona").Count >= 2, cancellationToken); // the first answer may have been there before
        }

        message["serviceUrl"] = "http://127.0.0.1:1/amer/";
        using var elsewhere = await host.PostAsync(message, cancellationToken, token);
        Assert.That((host.Of("mona").Count, elsewhere.StatusCode), Is.EqualTo((2, HttpStatusCode.Forbidden)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Keys_must_be_endorsed_for_the_channel(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var slack = host.Message("mona", "help");
        slack["channelId"] = "slack";
        using var unendorsed = await host.PostAsync(slack, cancellationToken);
        Assert.That(unendorsed.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private static IEnumerable<TestCaseData> Claims()
    {
        const HttpStatusCode Unknown = HttpStatusCode.Unauthorized;
        yield return Case("another issuer", claims => claims["iss"] = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", Unknown);
        yield return Case("no issuer", claims => claims.Remove("iss"), Unknown);
        yield return Case("another bot", claims => claims["aud"] = "99999999-2222-3333-4444-555555555555", Unknown);
        yield return Case("no audience", claims => claims.Remove("aud"), Unknown);
        yield return Case("two audiences", claims => claims["aud"] = new JsonArray(TeamsHost.AppId, "another"), Unknown);
        yield return Case("audience of the wrong type", claims => claims["aud"] = 1, Unknown);
        yield return Case("expired", claims => claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds(), Unknown);
        yield return Case("no end", claims => claims.Remove("exp"), Unknown);
        yield return Case("end of the wrong type", claims => claims["exp"] = "tomorrow", Unknown);
        yield return Case("not valid yet", claims => claims["nbf"] = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds(), Unknown);
        yield return Case("another service address", claims => claims["serviceurl"] = "https://smba.trafficmanager.net/teams/", HttpStatusCode.Forbidden);
        yield return Case("no service address", claims => claims.Remove("serviceurl"), HttpStatusCode.Forbidden);

        static TestCaseData Case(string name, Action<JsonObject> change, HttpStatusCode status) => new(change, status) { TestName = $"A token with {name} is refused" };
    }

    private static IEnumerable<TestCaseData> Forgeries()
    {
        var stranger = TokenIssuer.SigningKey.OfRsa("rsa-1");
        yield return Case("no text at all", _ => "x");
        yield return Case("no signature", host => string.Join('.', host.Issuer.Token(host.Claims()).Split('.')[..2]) + ".");
        yield return Case("alg none", host => $"{TokenIssuer.Part("""{"alg":"none"}""")}.{TokenIssuer.Part(host.Claims().ToJsonString())}.");
        yield return Case("the signature of somebody else's key of that name", host => host.Issuer.Token(host.Claims(), stranger));
        yield return Case("an unknown key", host => host.Issuer.Token(host.Claims(), TokenIssuer.SigningKey.OfRsa("unknown")));
        yield return Case("the issuer's other key", host => host.Issuer.Token(host.Claims(), algorithm: "ES256"));
        yield return Case("PS256", host => host.Issuer.Token(host.Claims(), algorithm: "PS256"));
        yield return Case("HS256 with the public key", host => Symmetric(host));
        yield return Case("a key of its own in the header", host => host.Issuer.Token(host.Claims(), stranger, header: head => head["jwk"] = stranger.Public()));
        yield return Case("an address for its key", host => host.Issuer.Token(host.Claims(), header: head => head["jku"] = "https://example.com/keys"));
        yield return Case("critical extensions", host => host.Issuer.Token(host.Claims(), header: head => head["crit"] = new JsonArray("exp")));
        yield return Case("a changed payload", host => Changed(host.Issuer.Token(host.Claims())));
        yield return Case("17,000 characters", host => host.Issuer.Token(host.Claims(), header: head => head["pad"] = new string('x', 17_000)));

        static TestCaseData Case(string name, Func<TeamsHost, string> forge) => new(forge) { TestName = $"A token with {name} is refused" };
    }

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{parts[1][..^2]}AA.{parts[2]}";
    }

    private static string Symmetric(TeamsHost host)
    {
        var signed = $"{TokenIssuer.Part("""{"alg":"HS256","kid":"rsa-1"}""")}.{TokenIssuer.Part(host.Claims().ToJsonString())}";
        var key = Encoding.UTF8.GetBytes(host.Issuer.Rsa.Public().ToJsonString());
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private async Task RefusedAsync(Func<TeamsHost, string> forge, HttpStatusCode status)
    {
        using var response = await _host.PostAsync(_host.Message("nobody", "help"), CancellationToken.None, forge(_host));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(_host.Of("nobody"), Is.Empty);
    }
}
