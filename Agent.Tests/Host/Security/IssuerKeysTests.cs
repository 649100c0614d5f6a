using System.Text.Json.Nodes;
using Agent.Host.Security;
using Agent.Host.Security.Tokens;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Host.Security;

/// <summary>When an issuer is asked for its keys, and what is done with what it says.</summary>
internal sealed class IssuerKeysTests
{
    private ShiftedClock _clock = null!;
    private TokenIssuer _issuer = null!;
    private ServiceProvider _services = null!;

    private TokenVerifier Verifier => _services.GetRequiredService<TokenVerifier>();

    [SetUp]
    public async Task StartAsync()
    {
        _clock = new();
        _issuer = await TokenIssuer.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_issuer.Settings).Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddTokenVerifier();
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _services.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Test]
    public async Task Many_first_tokens_read_the_keys_once()
    {
        _issuer.Gate = new();
        var verdicts = Enumerable.Range(0, 50).Select(_ => VerifyAsync()).ToArray();
        _issuer.Gate.SetResult();
        Assert.That((await Task.WhenAll(verdicts)).Select(verdict => verdict.Token), Has.None.Null);
        Assert.That(_issuer.Reads, Is.EqualTo(1));
    }

    [Test]
    public async Task A_new_key_is_found_when_a_token_names_it()
    {
        await VerifyAsync();
        var old = _issuer.Token(_issuer.Claims());
        _issuer.Rotate("rsa-2");
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That((await VerifyAsync()).Token, Is.Not.Null);
        Assert.That((await Verifier.VerifyAsync(old, TokenIssuer.Audience)).Refusal, Does.Contain("key"));
        Assert.That(_issuer.Reads, Is.EqualTo(2));
    }

    [Test]
    public async Task Made_up_keys_do_not_turn_us_against_the_issuer()
    {
        await VerifyAsync();
        _clock.Advance(TimeSpan.FromSeconds(31));
        for (var index = 0; index < 100; index++)
        {
            var forged = _issuer.Token(_issuer.Claims(), TokenIssuer.SigningKey.OfEc($"made-up-{index}"), "ES256");
            Assert.That((await Verifier.VerifyAsync(forged, TokenIssuer.Audience)).Refusal, Does.Contain("key"));
        }

        Assert.That(_issuer.Reads, Is.EqualTo(2));
        Assert.That((await VerifyAsync()).Token, Is.Not.Null);
    }

    [Test]
    public async Task An_issuer_that_is_away_is_no_fault_of_the_token_and_is_asked_again()
    {
        _issuer.IsDown = true;
        var verdict = await VerifyAsync();
        Assert.That(verdict.IsUnavailable, Is.True);
        _issuer.IsDown = false;
        Assert.That((await VerifyAsync()).IsUnavailable, Is.True, "it was asked a moment ago");
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That((await VerifyAsync()).Token, Is.Not.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task Keys_from_before_outlive_an_issuer_that_goes_away_but_not_for_ever(CancellationToken cancellationToken)
    {
        await VerifyAsync();
        _issuer.IsDown = true;
        var claims = _issuer.Claims();
        claims["exp"] = DateTimeOffset.UtcNow.AddDays(3).ToUnixTimeSeconds();
        var token = _issuer.Token(claims);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.That((await Verifier.VerifyAsync(token, TokenIssuer.Audience, cancellationToken)).Token, Is.Not.Null);
        _clock.Advance(TimeSpan.FromHours(23));
        TokenVerdict verdict;
        do
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            verdict = await Verifier.VerifyAsync(token, TokenIssuer.Audience, cancellationToken);
        }
        while (!verdict.IsUnavailable);
    }

    [Test]
    public async Task A_document_of_another_issuer_is_not_believed()
    {
        _issuer.Discovery = $$"""{"issuer":"https://another.example","jwks_uri":"{{_issuer.Address}}/keys"}""";
        Assert.That((await VerifyAsync()).IsUnavailable, Is.True);
        Assert.That(_issuer.Reads, Is.Zero);
    }

    [TestCase("http://keys.example/keys")]
    [TestCase("file:///etc/passwd")]
    [TestCase("/keys")]
    public async Task Keys_are_read_over_https_only(string address)
    {
        _issuer.Discovery = $$"""{"issuer":"{{_issuer.Address}}","jwks_uri":"{{address}}"}""";
        Assert.That((await VerifyAsync()).Refusal, Does.Contain("https"));
    }

    [Test]
    public async Task Weak_and_foreign_keys_in_a_set_check_nothing()
    {
        var (small, wide) = (TokenIssuer.SigningKey.OfRsa("small", 1024), TokenIssuer.SigningKey.OfEc("wide", System.Security.Cryptography.ECCurve.NamedCurves.nistP384));
        var forEncryption = TokenIssuer.SigningKey.OfRsa("enc");
        var published = forEncryption.Public();
        published["use"] = "enc";
        var other = _issuer.Rsa.Public();
        (other["kid"], other["alg"]) = ("ps-only", "PS256");
        var shared = new JsonObject { ["kty"] = "oct", ["kid"] = "shared", ["k"] = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA" };
        _issuer.KeySet = new JsonObject { ["keys"] = new JsonArray(small.Public(), wide.Public(), published, other, shared) }.ToJsonString();
        (TokenIssuer.SigningKey Key, string Algorithm)[] attempts =
            [(small, "RS256"), (wide, "ES256"), (forEncryption, "RS256"), (new("ps-only", _issuer.Rsa.Key), "RS256"), (new("shared", _issuer.Rsa.Key), "RS256")];
        foreach (var (key, algorithm) in attempts)
            Assert.That((await Verifier.VerifyAsync(_issuer.Token(_issuer.Claims(), key, algorithm), TokenIssuer.Audience)).Refusal, Does.Contain("key"), key.Id);
        Assert.That((await Verifier.VerifyAsync(_issuer.Token(_issuer.Claims(), new("ps-only", _issuer.Rsa.Key), "PS256"), TokenIssuer.Audience)).Token, Is.Not.Null);
    }

    [TestCase("not json")]
    [TestCase("{\"keys\":7}")]
    [TestCase("[]")]
    public async Task A_key_set_that_is_none_is_no_key_set(string document)
    {
        _issuer.KeySet = document;
        Assert.That((await VerifyAsync()).IsUnavailable, Is.True);
    }

    [TestCase("Auth:Audience", "", "Auth:Audience")]
    [TestCase("Auth:Issuers:test:Issuer", "http://issuer.example", "https")]
    [TestCase("Auth:Issuers:test:Issuer", "nonsense", "https")]
    [TestCase("Auth:Issuers:test:Tenant", "demo", "either Tenant")]
    [TestCase("Auth:Issuers:test:TenantClaim", "", "either Tenant")]
    [TestCase("Auth:Issuers:test:Algorithms:0", "HS256", "Algorithms")]
    [TestCase("Auth:Issuers:test:Roles:x", "emperor", "Roles")]
    [TestCase("Auth:ClockSkew", "01:00:00", "ClockSkew")]
    [TestCase("Auth:KeyRefreshInterval", "00:00:00", "KeyRefreshInterval")]
    public void A_wrong_setting_stops_the_start(string key, string value, string fault)
    {
        var settings = _issuer.Settings;
        settings[key] = value;
        var options = new AuthOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(AuthOptions.Section).Bind(options);
        ValidateOptionsResult result = new AuthOptionsValidator().Validate(null, options);
        Assert.That(result.FailureMessage, Does.Contain(fault));
    }

    private async Task<TokenVerdict> VerifyAsync() => await Verifier.VerifyAsync(_issuer.Token(_issuer.Claims()), TokenIssuer.Audience);
}
