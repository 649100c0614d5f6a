using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace Agent.Host.Webhooks.Sending;

/// <summary>Sends one body to one address.</summary>
internal sealed class WebhookClient(IHttpClientFactory http, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "webhooks";

    /// <param name="delivery">What goes where.</param>
    /// <param name="body">The body, as it was stored.</param>
    /// <param name="secrets">What it is signed with.</param>
    /// <param name="cancellationToken">Breaks off; it may have arrived all the same.</param>
    public async Task<WebhookOutcome> SendAsync(DueDelivery delivery, string body, IReadOnlyList<byte[]> secrets, CancellationToken cancellationToken)
    {
        // Asked again each time: what is allowed may have changed since the webhook was made.
        if (WebhookTarget.FaultOf(delivery.Url, options.Value) is { } fault)
            return new(WebhookResult.Refused, Failure: $"its address {fault}");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.Timeout);
        try
        {
            using var client = http.CreateClient(ClientName);
            using var request = Request(delivery, body, secrets);
            // The head of the answer says it all: nobody reads on, however much a receiver sends.
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return Read(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(WebhookResult.Later, Failure: $"no answer within {options.Value.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(WebhookResult.Later, Failure: exception.InnerException is HttpRequestException inner ? inner.Message : exception.Message);
        }
    }

    private HttpRequestMessage Request(DueDelivery delivery, string body, IReadOnlyList<byte[]> secrets)
    {
        var at = clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.UserAgent.Add(new("agent-webhooks", "1"));
        request.Headers.Add(WebhookSignature.IdHeader, delivery.Id);
        request.Headers.Add(WebhookSignature.TimeHeader, at.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Make(secrets, delivery.Id, at, body));
        return request;
    }

    private WebhookOutcome Read(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => new(WebhookResult.Sent, status),
            (int)HttpStatusCode.Gone => new(WebhookResult.Gone, status, Failure: "410: the receiver wants nothing more"),
            >= 300 and < 400 => new(WebhookResult.Later, status, Failure: $"{status}: redirects are not followed"),
            _ => new(WebhookResult.Later, status, Wait(response.Headers.RetryAfter), $"{status}"),
        };
    }

    private TimeSpan? Wait(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : TimeSpan.Zero);
        return wait > options.Value.LongestPause ? options.Value.LongestPause : wait > TimeSpan.Zero ? wait : null;
    }
}
