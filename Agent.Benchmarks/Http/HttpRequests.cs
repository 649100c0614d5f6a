using System.Net;
using System.Net.Http.Json;

namespace Agent.Benchmarks.Http;

/// <summary>The requests that are measured. Each client has a conversation of its own.</summary>
internal static class HttpRequests
{
    private const string Text = "what can you do?";

    public static async Task<string> StartAsync(HttpClient client)
    {
        using var started = await client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" });
        return started.StatusCode == HttpStatusCode.Created ? started.Headers.Location!.ToString() : throw Wrong(started);
    }

    public static async Task InsertAsync(HttpClient client, string conversation)
    {
        using var answer = await client.PostAsJsonAsync(BareEndpoint.Path, new { text = Text, conversation });
        await ReadAsync(answer);
    }

    public static async Task LookAsync(HttpClient client, string conversation)
    {
        using var answer = await client.GetAsync(new Uri(conversation, UriKind.Relative));
        await ReadAsync(answer);
    }

    public static async Task SayAsync(HttpClient client, string conversation)
    {
        using var answer = await client.PostAsJsonAsync($"{conversation}/messages?wait=30", new { text = Text });
        await ReadAsync(answer);
    }

    /// <summary>A message whose turn is streamed, up to its end.</summary>
    public static async Task StreamAsync(HttpClient client, string conversation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{conversation}/messages") { Content = JsonContent.Create(new { text = Text }) };
        request.Headers.Add("Accept", "text/event-stream");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = await ReadAsync(answer);
        if (!text.Contains("event: turn.completed", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"A stream ended before its turn: {text}");
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : throw Wrong(answer);

    private static InvalidOperationException Wrong(HttpResponseMessage answer) => new($"{answer.RequestMessage?.RequestUri} is answered by {answer.StatusCode}.");
}
