using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;

namespace Agent.Host.Security.Vault;

/// <summary>The two calls of Azure Key Vault's REST interface (7.4) that are needed: wrap with the key's newest version, unwrap with the version that wrapped.</summary>
internal sealed class AzureKeyClient(Uri key, TokenCredential credential, TimeProvider clock, HttpMessageHandler? handler = null) : IDisposable
{
    /// <summary>RSA with OAEP and SHA-256: what every RSA key of a vault can do, in software and in an HSM.</summary>
    private const string Algorithm = "RSA-OAEP-256";
    private const string Version = "api-version=7.4";
    private const int Attempts = 4;
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);
    private readonly Uri _key = new(key.ToString().TrimEnd('/'));
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>What tokens are asked for: the vault's cloud, which is its name without its own.</summary>
    private string Scope => _key.IsLoopback ? "https://vault.azure.net/.default" : $"https://{_key.Host[(_key.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default";

    /// <returns>The version that wrapped, and the wrapped bytes.</returns>
    public async Task<(string Version, byte[] Wrapped)> WrapAsync(byte[] plain, CancellationToken cancellationToken)
    {
        var answer = await SendAsync($"{_key}/wrapkey?{Version}", plain, cancellationToken);
        return (answer.Kid[(answer.Kid.LastIndexOf('/') + 1)..], Base64Url.DecodeFromChars(answer.Value));
    }

    /// <exception cref="KeyLostException">The vault has not this version any more, may not use it, or did not wrap this.</exception>
    public async Task<byte[]> UnwrapAsync(string version, byte[] wrapped, CancellationToken cancellationToken)
    {
        if (version.Length > 64 || !version.All(char.IsAsciiLetterOrDigit))
            throw new KeyLostException("A stored key names no version of a key.");
        return Base64Url.DecodeFromChars((await SendAsync($"{_key}/{version}/unwrapkey?{Version}", wrapped, cancellationToken)).Value);
    }

    public void Dispose() => _http.Dispose();

    private async Task<AzureKeyAnswer> SendAsync(string address, byte[] value, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await TryAsync(address, value, cancellationToken);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return await response.Content.ReadFromJsonAsync(VaultJsonContext.Default.AzureKeyAnswer, cancellationToken) ?? throw new HttpRequestException("Azure Key Vault answered nothing.");
                case HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden:
                    // A version that was disabled or deleted, an access that was taken away, or bytes it did not wrap: asking again does not help.
                    throw new KeyLostException($"Azure Key Vault refused: {(int)response.StatusCode} {await CodeOfAsync(response, cancellationToken)}.");
                case HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError when attempt < Attempts:
                    await Task.Delay(PauseOf(response, attempt), clock, cancellationToken);
                    break;
                default:
                    throw new HttpRequestException($"Azure Key Vault answered {(int)response.StatusCode}.", null, response.StatusCode);
            }
        }
    }

    private async Task<HttpResponseMessage> TryAsync(string address, byte[] value, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = JsonContent.Create(new AzureKeyRequest(Algorithm, Base64Url.EncodeToString(value)), VaultJsonContext.Default.AzureKeyRequest),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, cancellationToken);
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await credential.GetTokenAsync(new TokenRequestContext([Scope]), cancellationToken)).Token; // the credential remembers it
        }
        catch (AuthenticationFailedException exception)
        {
            throw new HttpRequestException($"There is no token for Azure Key Vault: {exception.Message}", exception);
        }
    }

    private static TimeSpan PauseOf(HttpResponseMessage response, int attempt) =>
        response.Headers.RetryAfter?.Delta is { } asked && asked <= s_longestPause ? asked : TimeSpan.FromMilliseconds(200 << attempt);

    private static async Task<string> CodeOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return body.RootElement.GetProperty("error").GetProperty("code").GetString() ?? "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "";
        }
    }
}
