using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Azure.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures;

/// <summary>Stands in for Azure Key Vault: one RSA key with its versions, and the two calls that are used, with the answers its reference documents.</summary>
internal sealed class AzureVaultServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, RSA> _versions = [];
    private readonly Queue<int> _faults = [];

    private AzureVaultServer(WebApplication app) => _app = app;

    /// <summary>The key's address.</summary>
    public Uri Key => new($"{_app.Urls.Single()}/keys/agent");

    /// <summary>The version that wraps.</summary>
    public string Current { get; private set; } = "";

    /// <summary>How often it was asked, and how.</summary>
    public List<string> Calls { get; } = [];

    public static async Task<AzureVaultServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new AzureVaultServer(app);
        server.Rotate();
        app.MapPost("/keys/agent/wrapkey", (Delegate)((HttpContext context) => server.AnswerAsync(context, server.Current, wraps: true)));
        app.MapPost("/keys/agent/{version}/unwrapkey", (HttpContext context, string version) => server.AnswerAsync(context, version, wraps: false));
        await app.StartAsync();
        return server;
    }

    /// <summary>A new version, which wraps from now on.</summary>
    public void Rotate() => _versions.Add(Current = Guid.NewGuid().ToString("N"), RSA.Create(2048));

    /// <summary>Takes a version away.</summary>
    public void Remove(string version) => _versions.Remove(version);

    /// <summary>Answers the next call with this status.</summary>
    public void FailNext(int status) => _faults.Enqueue(status);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in _versions.Values)
            key.Dispose();
    }

    private async Task<IResult> AnswerAsync(HttpContext context, string version, bool wraps)
    {
        Calls.Add(wraps ? "wrap" : "unwrap");
        if (context.Request.Headers.Authorization != $"Bearer {Credential.Token}" || context.Request.Query["api-version"] != "7.4")
            return Results.Json(new { error = new { code = "Unauthorized" } }, statusCode: 401);
        if (_faults.TryDequeue(out var fault))
        {
            context.Response.Headers.RetryAfter = "0";
            return Results.Json(new { error = new { code = "Throttled" } }, statusCode: fault);
        }

        if (!_versions.TryGetValue(version, out var key))
            return Results.Json(new { error = new { code = "KeyNotFound", message = "A key with (name/id) agent was not found in this key vault." } }, statusCode: 404);
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (body["alg"]!.GetValue<string>() != "RSA-OAEP-256")
            return Results.Json(new { error = new { code = "BadParameter" } }, statusCode: 400);
        var value = Base64Url.DecodeFromChars(body["value"]!.GetValue<string>());
        try
        {
            var done = wraps ? key.Encrypt(value, RSAEncryptionPadding.OaepSHA256) : key.Decrypt(value, RSAEncryptionPadding.OaepSHA256);
            return Results.Json(new { kid = $"https://shop.vault.azure.net/keys/agent/{version}", value = Base64Url.EncodeToString(done) });
        }
        catch (CryptographicException)
        {
            return Results.Json(new { error = new { code = "BadParameter" } }, statusCode: 400);
        }
    }

    /// <summary>Who the service is to Azure.</summary>
    internal sealed class Credential : TokenCredential
    {
        public const string Token = "a-token-for-the-vault";

        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new(Token, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
