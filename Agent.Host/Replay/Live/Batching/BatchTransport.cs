using System.Net;
using System.Text;
using Agent.Processes.Replay.Batching;

namespace Agent.Host.Replay.Live.Batching;

/// <summary>
/// In place of the network: the request that the SDK has written goes into a batch, and what the provider answers there is the response. So whatever makes requests and reads answers is the same as
/// for calls that are answered at once.
/// </summary>
internal sealed class BatchTransport(BatchedCalls calls) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || !request.RequestUri!.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal) || request.Content is not { } content)
        {
            throw new InvalidOperationException($"Only chat completions go through a batch, not {request.Method} {request.RequestUri}.");
        }

        var answer = await calls.AskAsync(await content.ReadAsStringAsync(cancellationToken), cancellationToken);
        return new((HttpStatusCode)answer.Status) { RequestMessage = request, Content = new StringContent(answer.Body, Encoding.UTF8, "application/json") };
    }
}
