using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Host.Teams;

/// <summary>The sign-in service of a cloud on a real port: metadata and keys of any directory, in both forms, and the tokens of machines on it.</summary>
internal sealed class FakeDirectory : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _machineTokens;

    private FakeDirectory(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public TokenIssuer.SigningKey Key { get; } = TokenIssuer.SigningKey.OfRsa("entra-1");

    /// <summary>How often a machine has asked for a token, and what for.</summary>
    public int MachineTokens => Volatile.Read(ref _machineTokens);

    public string MachineRequest { get; private set; } = "";

    public string MachineSecret { get; private set; } = "";

    public static async Task<FakeDirectory> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var directory = new FakeDirectory(app);
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (string tenant) => directory.Describe(directory.NewIssuer(tenant)));
        app.MapGet("/{tenant}/.well-known/openid-configuration", (string tenant) => directory.Describe(directory.OldIssuer(tenant)));
        app.MapGet("/keys", () => Results.Text(new JsonObject { ["keys"] = new JsonArray(directory.Key.Public()) }.ToJsonString(), "application/json"));
        app.MapGet("/machine/token", directory.ServeMachineAsync);
        await app.StartAsync();
        return directory;
    }

    /// <summary>What a directory calls itself in tokens of the older form.</summary>
    public string OldIssuer(string tenant) => $"{Address}/sts/{tenant}/";

    /// <summary>What it calls itself in the newer form.</summary>
    public string NewIssuer(string tenant) => $"{Address}/{tenant}/v2.0";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Describe(string issuer) => Results.Json(new { issuer, jwks_uri = $"{Address}/keys" });

    private async Task<IResult> ServeMachineAsync(HttpRequest request)
    {
        (MachineRequest, MachineSecret) = (request.QueryString.Value ?? "", request.Headers["X-IDENTITY-HEADER"].ToString());
        await Task.Delay(200); // long enough for others to come
        var number = Interlocked.Increment(ref _machineTokens);
        return Results.Json(new
        {
            access_token = $"machine-{number}", expires_on = DateTimeOffset.UtcNow.AddHours(24).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            resource = "https://api.botframework.com", token_type = "Bearer",
        });
    }
}
