namespace Agent.Plugins.Mcp.Remote;

/// <summary>Puts a limit on every answer, and notes what was wrong with one: the library above turns every such fault into a broken connection.</summary>
internal sealed class LimitingHandler(long most) : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false, // a redirect could lead anywhere, with our token
    ConnectTimeout = TimeSpan.FromSeconds(5),
    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
})
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var watch = AnswerWatch.OfThisRequest;
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Content.Headers.ContentLength > most)
        {
            response.Dispose();
            throw new AnswerTooLargeException(most);
        }

        var limited = new StreamContent(new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), most, watch));
        foreach (var header in response.Content.Headers)
        {
            limited.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = limited;
        return response;
    }
}
