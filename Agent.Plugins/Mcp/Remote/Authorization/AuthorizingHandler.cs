using System.Net;
using System.Net.Http.Headers;

namespace Agent.Plugins.Mcp.Remote.Authorization;

/// <summary>Shows the access token with every request, and once more with a new one when the server would not take it: a request that was answered 401 did nothing.</summary>
internal sealed class AuthorizingHandler(ClientCredentials credentials, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken); // it may have to be sent again
        }

        var token = await credentials.GetAsync(cancellationToken);
        var response = await SendAsync(request, token, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Unauthorized)
        {
            return response;
        }

        credentials.Refuse(token);
        var another = await credentials.GetAsync(cancellationToken);
        if (another == token)
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(request, another, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            credentials.Dispose();
        }

        base.Dispose(disposing);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return base.SendAsync(request, cancellationToken);
    }
}
