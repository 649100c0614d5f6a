using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures;

/// <summary>An OpenID Connect issuer on a real port: discovery, keys that rotate, and tokens, good ones and forged ones.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Audience = "agent-api";
    private readonly WebApplication _app;
    private readonly Dictionary<string, (string Challenge, string IdToken)> _codes = [];
    private int _reads;

    private TokenIssuer(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public SigningKey Rsa { get; private set; } = SigningKey.OfRsa("rsa-1");

    public SigningKey Ec { get; } = SigningKey.OfEc("ec-1");

    /// <summary>How often its keys were asked for.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>What the key set says; null for the public halves of the keys.</summary>
    public string? KeySet { get; set; }

    /// <summary>What the discovery document says; null for the truth.</summary>
    public string? Discovery { get; set; }

    /// <summary>Whether it answers at all.</summary>
    public bool IsDown { get; set; }

    /// <summary>Who is signed in there: every browser that comes gets a code for them, without being asked.</summary>
    public JsonObject? SignedIn { get; set; }

    /// <summary>Holds requests for keys back until it is set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>The settings of a service that trusts it.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Auth:Audience"] = Audience,
        ["Auth:Issuers:test:Issuer"] = Address,
        ["Auth:Issuers:test:TenantClaim"] = "tenant",
    };

    public static async Task<TokenIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TokenIssuer(app);
        app.MapGet("/.well-known/openid-configuration", () => issuer.IsDown ? Results.StatusCode(503) : Results.Text(issuer.Discovery ?? issuer.Describe(), "application/json"));
        app.MapGet("/keys", issuer.KeysAsync);
        app.MapPost("/token", issuer.RedeemAsync);
        app.MapGet("/authorize", issuer.Authorize);
        await app.StartAsync();
        return issuer;
    }

    /// <summary>Replaces the RSA key; the old one is no longer published.</summary>
    public void Rotate(string keyId) => Rsa = SigningKey.OfRsa(keyId);

    /// <summary>Claims of a token that is fine.</summary>
    public JsonObject Claims(string subject = "ann", string tenant = "demo", params string[] roles) => new()
    {
        ["iss"] = Address,
        ["aud"] = Audience,
        ["sub"] = subject,
        ["tenant"] = tenant,
        ["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]),
        ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["exp"] = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds(),
    };

    /// <summary>A good token, with one claim changed or left out (null).</summary>
    public string Token(JsonObject claims, SigningKey? key = null, string algorithm = "RS256", Action<JsonObject>? header = null)
    {
        key ??= algorithm == "ES256" ? Ec : Rsa;
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = key.Id };
        header?.Invoke(head);
        return Token(head.ToJsonString(), claims.ToJsonString(), key, algorithm);
    }

    /// <summary>A token with any text as header and payload.</summary>
    public static string Token(string header, string payload, SigningKey key, string algorithm)
    {
        var signed = $"{Part(header)}.{Part(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed), algorithm))}";
    }

    public static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        Gate?.TrySetResult();
        await _app.DisposeAsync();
    }

    private string Describe() => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["issuer"] = Address, ["jwks_uri"] = $"{Address}/keys", ["authorization_endpoint"] = $"{Address}/authorize", ["token_endpoint"] = $"{Address}/token",
    });

    /// <summary>What a person gets who signs in: a code, good for one token.</summary>
    public string Issue(string codeChallenge, string idToken)
    {
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (codeChallenge, idToken);
        return code;
    }

    private IResult Authorize(HttpRequest request)
    {
        if (SignedIn?.DeepClone() is not JsonObject claims)
            return Results.Text("Sign in here", "text/html");
        (claims["aud"], claims["nonce"]) = (request.Query["client_id"].ToString(), request.Query["nonce"].ToString());
        var code = Issue(request.Query["code_challenge"]!, Token(claims));
        return Results.Redirect($"{request.Query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(request.Query["state"]!)}");
    }

    private async Task<IResult> RedeemAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return form["grant_type"] == "authorization_code" && _codes.Remove(form["code"].ToString(), out var issued) && issued.Challenge == challenge
            ? Results.Json(new { id_token = issued.IdToken, access_token = "not used", token_type = "Bearer" }) : Results.BadRequest(new { error = "invalid_grant" });
    }

    private async Task<IResult> KeysAsync()
    {
        Interlocked.Increment(ref _reads);
        if (Gate is { } gate)
            await gate.Task;
        return IsDown ? Results.StatusCode(503) : Results.Text(KeySet ?? new JsonObject { ["keys"] = new JsonArray(Rsa.Public(), Ec.Public()) }.ToJsonString(), "application/json");
    }

    /// <summary>A key pair with an id.</summary>
    internal sealed class SigningKey(string id, AsymmetricAlgorithm key)
    {
        public string Id => id;

        public AsymmetricAlgorithm Key => key;

        public static SigningKey OfRsa(string id, int bits = 2048) => new(id, RSA.Create(bits));

        public static SigningKey OfEc(string id, ECCurve? curve = null) => new(id, ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256));

        public byte[] Sign(byte[] data, string algorithm) => key switch
        {
            RSA rsa => rsa.SignData(data, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            ECDsa ec => ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            _ => throw new NotSupportedException(),
        };

        public JsonObject Public()
        {
            if (key is RSA rsa)
            {
                var values = rsa.ExportParameters(false);
                return new() { ["kty"] = "RSA", ["kid"] = id, ["use"] = "sig", ["n"] = Base64Url.EncodeToString(values.Modulus), ["e"] = Base64Url.EncodeToString(values.Exponent) };
            }

            var point = ((ECDsa)key).ExportParameters(false);
            return new()
            {
                ["kty"] = "EC", ["kid"] = id, ["use"] = "sig", ["crv"] = point.Q.X!.Length == 32 ? "P-256" : "P-384",
                ["x"] = Base64Url.EncodeToString(point.Q.X), ["y"] = Base64Url.EncodeToString(point.Q.Y),
            };
        }
    }
}
