using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Agent.Host.Security.Tokens;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Security;

internal sealed class TokenVerifierTests
{
    private TokenIssuer _issuer = null!;
    private ServiceProvider _services = null!;
    private ShiftedClock _clock = null!;
    private TokenVerifier _verifier = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _verifier = Make(_issuer.Settings);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _services.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [TestCase("RS256")]
    [TestCase("PS256")]
    [TestCase("ES256")]
    public async Task Accepts_what_the_issuer_signed(string algorithm)
    {
        var claims = _issuer.Claims("ann", "demo", "operator", "something-else");
        claims["aud"] = new JsonArray("another", TokenIssuer.Audience);
        claims["scope"] = "conversations:read orders:read";
        claims["tier"] = "gold";
        claims["team"] = "returns";
        var token = (await VerifyAsync(_issuer.Token(claims, algorithm: algorithm))).Token;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(token?.Subject, Is.EqualTo("ann"));
        Assert.That(token?.Tenant, Is.EqualTo("demo"));
        Assert.That(token?.Roles, Is.EqualTo(["operator"]));
        Assert.That(token?.Scopes, Is.EqualTo(["conversations:read", "orders:read"]));
        Assert.That(token?.Tier, Is.EqualTo("gold"));
        Assert.That(token?.Team, Is.EqualTo("returns"));
    }

    [Test]
    public async Task Accepts_a_token_within_the_skew_of_the_clocks_and_none_beyond()
    {
        var token = _issuer.Token(With("exp", DateTimeOffset.UtcNow.AddSeconds(-15).ToUnixTimeSeconds()));
        Assert.That((await VerifyAsync(token)).Token, Is.Not.Null);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.That((await VerifyAsync(token)).Refusal, Does.Contain("expired"));
    }

    [TestCase("iss", "\"https://evil.example\"", "issuer")]
    [TestCase("iss", "null", "iss")]
    [TestCase("iss", "[\"x\"]", "iss")]
    [TestCase("aud", "\"another\"", "somebody else")]
    [TestCase("aud", "[]", "somebody else")]
    [TestCase("aud", "7", "aud")]
    [TestCase("aud", "[\"agent-api\", 7]", "aud")]
    [TestCase("exp", "1", "expired")]
    [TestCase("exp", "\"4102444800\"", "exp")]
    [TestCase("exp", "1e300", "exp")]
    [TestCase("exp", "-1", "exp")]
    [TestCase("exp", "true", "exp")]
    [TestCase("nbf", "4102444800", "not valid yet")]
    [TestCase("nbf", "\"1\"", "nbf")]
    [TestCase("iat", "4102444800", "future")]
    [TestCase("sub", "\"\"", "sub")]
    [TestCase("sub", "5", "sub")]
    [TestCase("sub", "\"a\\nb\"", "sub")]
    [TestCase("tenant", "\"*\"", "tenant")]
    [TestCase("tenant", "\"Demo\"", "tenant")]
    [TestCase("tenant", "[\"demo\"]", "tenant")]
    [TestCase("roles", "{\"operator\":true}", "roles")]
    [TestCase("roles", "[1]", "roles")]
    [TestCase("scope", "5", "scope")]
    [TestCase("tier", "1", "tier")]
    public async Task Refuses_a_signed_token_with_a_wrong_claim(string claim, string value, string reason)
    {
        var claims = _issuer.Claims();
        claims[claim] = JsonNode.Parse(value);
        Assert.That((await VerifyAsync(_issuer.Token(claims))).Refusal, Does.Contain(reason));
    }

    [TestCase("iss")]
    [TestCase("aud")]
    [TestCase("exp")]
    [TestCase("sub")]
    [TestCase("tenant")]
    public async Task Refuses_a_signed_token_without_a_claim(string claim)
    {
        var claims = _issuer.Claims();
        claims.Remove(claim);
        Assert.That((await VerifyAsync(_issuer.Token(claims))).Refusal, Does.Contain($"'{claim}'"));
    }

    [TestCase("jwk", "{}")]
    [TestCase("jku", "\"https://evil.example/keys\"")]
    [TestCase("x5u", "\"https://evil.example/chain\"")]
    [TestCase("x5c", "[]")]
    [TestCase("crit", "[\"exp\"]")]
    [TestCase("b64", "false")]
    [TestCase("zip", "\"DEF\"")]
    [TestCase("alg", "7")]
    [TestCase("alg", "\"rs256\"")]
    [TestCase("alg", "\"RS512\"")]
    [TestCase("kid", "7")]
    [TestCase("kid", "\"\"")]
    [TestCase("typ", "\"logout+jwt\"")]
    [TestCase("typ", "{}")]
    public async Task Refuses_a_signed_token_whose_header_says_too_much(string member, string value)
    {
        var verdict = await VerifyAsync(_issuer.Token(_issuer.Claims(), header: header => header[member] = JsonNode.Parse(value)));
        Assert.That(verdict.Token, Is.Null);
        Assert.That(verdict.Refusal, Is.Not.Empty);
    }

    [Test]
    public async Task Refuses_a_key_that_the_token_brings_along()
    {
        var own = TokenIssuer.SigningKey.OfRsa("rsa-1");
        Assert.That((await VerifyAsync(_issuer.Token(_issuer.Claims(), own, header: header => header["jwk"] = own.Public()))).Refusal, Does.Contain("jwk"));
        Assert.That((await VerifyAsync(_issuer.Token(_issuer.Claims(), own))).Refusal, Does.Contain("signature"));
    }

    [TestCase("none")]
    [TestCase("None")]
    [TestCase("nOnE")]
    public async Task Refuses_an_unsigned_token(string none)
    {
        var signed = $"{TokenIssuer.Part($$"""{"alg":"{{none}}"}""")}.{TokenIssuer.Part(_issuer.Claims().ToJsonString())}";
        foreach (var token in new[] { $"{signed}.", signed, $"{signed}.AAAA" })
            Assert.That((await VerifyAsync(token)).Refusal, Is.Not.Null, token);
    }

    [Test]
    public async Task Refuses_a_token_signed_with_the_public_key_as_a_shared_secret()
    {
        var rsa = (RSA)_issuer.Rsa.Key;
        byte[][] secrets = [Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), rsa.ExportSubjectPublicKeyInfo(), rsa.ExportParameters(false).Modulus!];
        foreach (var secret in secrets)
        {
            var signed = $"{TokenIssuer.Part("""{"alg":"HS256","typ":"JWT","kid":"rsa-1"}""")}.{TokenIssuer.Part(_issuer.Claims().ToJsonString())}";
            var token = $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
            Assert.That((await VerifyAsync(token)).Refusal, Does.Contain("algorithm"));
        }
    }

    [Test]
    public async Task Refuses_a_signature_under_another_algorithm_than_the_header_names()
    {
        var claims = _issuer.Claims().ToJsonString();
        string[] tokens =
        [
            TokenIssuer.Token("""{"alg":"PS256","kid":"rsa-1"}""", claims, _issuer.Rsa, "RS256"),
            TokenIssuer.Token("""{"alg":"RS256","kid":"rsa-1"}""", claims, _issuer.Rsa, "PS256"),
            TokenIssuer.Token("""{"alg":"ES256","kid":"rsa-1"}""", claims, _issuer.Rsa, "RS256"),
            TokenIssuer.Token("""{"alg":"RS256","kid":"ec-1"}""", claims, _issuer.Ec, "ES256"),
        ];
        foreach (var token in tokens)
            Assert.That((await VerifyAsync(token)).Token, Is.Null);
    }

    [Test]
    public async Task Refuses_a_member_that_stands_there_twice()
    {
        var claims = _issuer.Claims().ToJsonString();
        string[] tokens =
        [
            TokenIssuer.Token("""{"alg":"none","alg":"RS256","kid":"rsa-1"}""", claims, _issuer.Rsa, "RS256"),
            TokenIssuer.Token("""{"alg":"RS256","kid":"rsa-1"}""", claims[..^1] + ""","sub":"mallory"}""", _issuer.Rsa, "RS256"),
            TokenIssuer.Token("""{"alg":"RS256","kid":"rsa-1"}""", claims[..^1] + ""","s\u0075b":"mallory"}""", _issuer.Rsa, "RS256"),
        ];
        foreach (var token in tokens)
            Assert.That((await VerifyAsync(token)).Refusal, Does.Contain("twice"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Refuses_every_token_with_one_character_changed(CancellationToken cancellationToken)
    {
        foreach (var token in new[] { _issuer.Token(_issuer.Claims(roles: "customer")), _issuer.Token(_issuer.Claims(roles: "customer"), algorithm: "ES256") })
        {
            Assert.That((await VerifyAsync(token)).Token, Is.Not.Null);
            for (var index = 0; index < token.Length; index++)
            {
                foreach (var other in "Aa_9.= ".Where(other => other != token[index]))
                {
                    var mutated = token[..index] + other + token[(index + 1)..];
                    Assert.That((await _verifier.VerifyAsync(mutated, TokenIssuer.Audience, cancellationToken)).Token, Is.Null, $"{other} at {index}");
                }
            }
        }
    }

    [Test]
    public async Task Refuses_what_is_no_token()
    {
        var good = _issuer.Token(_issuer.Claims());
        var long_ = _issuer.Claims();
        long_["more"] = new string('x', 20_000);
        string[] tokens =
        [
            "", ".", "..", "...", "a.b.c", good + "=", good + "\n", " " + good, good + ".", good[..good.LastIndexOf('.')], $"Bearer {good}",
            _issuer.Token(long_), new string('a', 10_000_000), new string('.', 16_000),
            TokenIssuer.Token("[]", "{}", _issuer.Rsa, "RS256"), TokenIssuer.Token("""{"alg":"RS256"}""", "null", _issuer.Rsa, "RS256"),
            TokenIssuer.Token("""{"alg":"RS256"}""", new string('[', 3000) + new string(']', 3000), _issuer.Rsa, "RS256"),
        ];
        foreach (var token in tokens)
            Assert.That((await VerifyAsync(token)).Refusal, Is.Not.Null, token.Length < 100 ? token : $"{token.Length} characters");
    }

    [Test]
    public async Task An_issuer_speaks_for_its_own_tenants_only()
    {
        var settings = _issuer.Settings;
        settings["Auth:Issuers:test:Tenants:0"] = "shop";
        _verifier = Make(settings);
        Assert.That((await VerifyAsync(_issuer.Token(_issuer.Claims(tenant: "demo")))).Refusal, Does.Contain("tenant"));
        Assert.That((await VerifyAsync(_issuer.Token(_issuer.Claims(tenant: "shop")))).Token?.Tenant, Is.EqualTo("shop"));
        settings.Remove("Auth:Issuers:test:TenantClaim");
        settings.Remove("Auth:Issuers:test:Tenants:0");
        settings["Auth:Issuers:test:Tenant"] = "fixed";
        _verifier = Make(settings);
        Assert.That((await VerifyAsync(_issuer.Token(_issuer.Claims(tenant: "demo")))).Token?.Tenant, Is.EqualTo("fixed"));
    }

    [Test]
    public async Task Roles_are_read_from_where_the_issuer_keeps_them()
    {
        var settings = _issuer.Settings;
        settings["Auth:Issuers:test:RolesClaim"] = "realm_access.roles";
        settings["Auth:Issuers:test:Roles:Support Leads"] = "operator";
        _verifier = Make(settings);
        var claims = _issuer.Claims();
        claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("Support Leads", "agent") };
        Assert.That((await VerifyAsync(_issuer.Token(claims))).Token?.Roles, Is.EqualTo(["operator", "agent"]));
    }

    [TestCase(false, "RS256", TestName = "The_RSA_example_of_RFC_7515_has_a_right_signature")]
    [TestCase(true, "ES256", TestName = "The_elliptic_example_of_RFC_7515_has_a_right_signature")]
    public async Task The_examples_of_RFC_7515_have_a_right_signature(bool elliptic, string algorithm)
    {
        var (token, keys) = elliptic ? (RfcExamples.Es256, RfcExamples.Es256Keys) : (RfcExamples.Rs256, RfcExamples.Rs256Keys);
        var envelope = TokenEnvelope.Read(token);
        var found = new IssuerKeyRing(new() { Issuer = "joe", KeysAddress = "" }, IssuerKeyRing.Usable(keys), default).Find(envelope.KeyId, envelope.Algorithm);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(envelope.Algorithm, Is.EqualTo(algorithm));
        Assert.That(ClaimsReader.Text(envelope.Claims, "iss"), Is.EqualTo("joe"));
        Assert.That(ClaimsReader.Time(envelope.Claims, "exp"), Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1300819380)));
        Assert.That(await SignatureCheck.FindFaultAsync(token, envelope.Algorithm, found), Is.Null);
        Assert.That(await SignatureCheck.FindFaultAsync(token.Replace("eyJpc3Mi", "eyJpc3Mj", StringComparison.Ordinal), envelope.Algorithm, found), Is.Not.Null);
    }

    [Test]
    public async Task The_unsigned_and_the_symmetric_example_are_refused()
    {
        Assert.That((await VerifyAsync(RfcExamples.Unsecured)).Refusal, Is.Not.Null);
        Assert.That((await VerifyAsync(RfcExamples.Hs256)).Refusal, Is.Not.Null);
    }

    private JsonObject With(string claim, JsonNode value)
    {
        var claims = _issuer.Claims();
        claims[claim] = value;
        return claims;
    }

    private ValueTask<TokenVerdict> VerifyAsync(string token) => _verifier.VerifyAsync(token, TokenIssuer.Audience);

    private TokenVerifier Make(Dictionary<string, string?> settings)
    {
        _services?.Dispose();
        _clock = new ShiftedClock();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddTokenVerifier();
        _services = services.BuildServiceProvider();
        return _services.GetRequiredService<TokenVerifier>();
    }
}
