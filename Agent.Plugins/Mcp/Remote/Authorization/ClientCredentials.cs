using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agent.Plugins.Mcp.Remote.Configuration;

namespace Agent.Plugins.Mcp.Remote.Authorization;

/// <summary>
/// The access token of this service at one tool server. It is asked for once, however many need it at the same moment, and again shortly before its end or
/// when the server would not take it. While the authorization server is away, a token that is still good is used on.
/// </summary>
internal sealed class ClientCredentials : IDisposable
{
    private const int LargestAnswer = 64 * 1_024;
    private const int LongestCode = 60;

    // What a server means that says nothing.
    private static readonly TimeSpan s_usualLifetime = TimeSpan.FromMinutes(5);

    private readonly string _server;
    private readonly ToolServerOAuthOptions _options;
    private readonly Uri _resource;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private AccessToken? _token;
    private Task<AccessToken>? _asking;

    public ClientCredentials(string server, ToolServerOptions options, TimeProvider clock)
    {
        (_server, _options, _resource, _clock) = (server, options.OAuth!, options.Url!, clock);
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = options.AttemptTimeout, MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>A token that is good.</summary>
    /// <exception cref="TokenUnavailableException">There is none to be had.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        Task<AccessToken> asking;
        AccessToken? known;
        lock (_gate)
        {
            known = _token;
            if (known?.IsFresh(_clock) is true)
            {
                return known.Text;
            }

            // Whoever asks may give up; what was asked for is of use to the others.
            asking = _asking ??= AskAsync();
        }

        try
        {
            return (await asking.WaitAsync(cancellationToken)).Text;
        }
        catch (TokenUnavailableException) when (known?.IsGood(_clock) is true)
        {
            return known.Text;
        }
    }

    /// <summary>Says that the server would not take a token; the next one asks for another.</summary>
    public void Refuse(string text)
    {
        lock (_gate)
        {
            if (_token?.Text == text)
            {
                _token = null;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<AccessToken> AskAsync()
    {
        await Task.Yield(); // the gate is open again before anything is sent
        try
        {
            var token = await RequestAsync();
            lock (_gate)
            {
                _token = token;
            }

            return token;
        }
        finally
        {
            lock (_gate)
            {
                _asking = null;
            }
        }
    }

    private async Task<AccessToken> RequestAsync()
    {
        var startedAt = _clock.GetTimestamp();
        try
        {
            using var request = Compose();
            using var response = await _http.SendAsync(request);
            var answer = await response.Content.ReadFromJsonAsync(TokenJson.Default.TokenAnswer);
            if (!response.IsSuccessStatusCode || answer is not { AccessToken: { Length: > 0 } text } || !string.Equals(answer.TokenType ?? "Bearer", "Bearer", StringComparison.OrdinalIgnoreCase)
                || text.Any(letter => letter is <= ' ' or >= (char)0x7F))
            {
                throw Fault($"answered {(int)response.StatusCode}{CodeOf(answer)} and no bearer token");
            }

            var lifetime = answer.ExpiresIn is > 0 and <= int.MaxValue ? TimeSpan.FromSeconds(answer.ExpiresIn.Value) : s_usualLifetime;
            var margin = TimeSpan.FromTicks(Math.Min(_options.RefreshBefore.Ticks, lifetime.Ticks / 5));
            return new(text, startedAt, lifetime, lifetime - margin);
        }
        catch (Exception exception) when (exception is JsonException or OperationCanceledException or NotSupportedException or (HttpRequestException and not TokenUnavailableException))
        {
            throw Fault(exception is OperationCanceledException ? "did not answer in time" : exception is HttpRequestException ? "cannot be reached" : "gave an answer that cannot be read", exception);
        }
    }

    private HttpRequestMessage Compose()
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials" };
        if (_options.Scope is { Length: > 0 } scope)
        {
            form["scope"] = scope;
        }

        if ((_options.Resource ?? _resource.ToString()) is { Length: > 0 } resource)
        {
            form["resource"] = resource;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, _options.TokenUrl);
        request.Headers.Accept.Add(new("application/json"));
        if (_options.SecretInBody)
        {
            (form["client_id"], form["client_secret"]) = (_options.ClientId, _options.ClientSecret);
        }
        else
        {
            // Both are form-encoded first (RFC 6749, section 2.3.1): a colon in an id would end it.
            var pair = $"{Uri.EscapeDataString(_options.ClientId)}:{Uri.EscapeDataString(_options.ClientSecret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }

        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    /// <summary>The code of a refusal, such as <c>invalid_client</c>; whatever else stands in the answer is nobody's business here.</summary>
    private static string CodeOf(TokenAnswer? answer) =>
        answer?.Error is { Length: > 0 and <= LongestCode } code && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? $" ({code})" : "";

    private TokenUnavailableException Fault(string what, Exception? inner = null) => new($"The authorization server of the tool server {_server} {what}.", inner);
}
