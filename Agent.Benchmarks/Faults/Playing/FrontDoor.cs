using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Agent.Benchmarks.Faults.Replicas;

namespace Agent.Benchmarks.Faults.Playing;

/// <summary>Sends requests to replicas drawn at random, as a load balancer would: not knowing which of them is about to die, or paused.</summary>
internal sealed class FrontDoor(ReplicaSet replicas)
{
    private static readonly TimeSpan s_untilWritten = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<string, int> _surprises = new(StringComparer.Ordinal);

    /// <summary>Answers with a server error other than 503, with what the replica last wrote: nothing that a client should ever see.</summary>
    public IReadOnlyDictionary<string, int> Surprises => _surprises;

    /// <summary>Sends a request once, to one replica.</summary>
    /// <returns>Null when no answer came, or none that says anything.</returns>
    public async Task<DoorAnswer?> TryAsync(ReplicaProcess replica, HttpMethod method, string path, object? body, string? key, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            if (body is not null)
            {
                request.Content = JsonContent.Create(body);
            }

            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var answer = await replica.Client.SendAsync(request, cancellationToken);
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (answer.StatusCode < HttpStatusCode.InternalServerError)
            {
                return new(answer.StatusCode, json);
            }

            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                // The reason stands in what the replica wrote, which comes by another way than the answer.
                await Task.Delay(s_untilWritten, cancellationToken);
                _surprises.AddOrUpdate($"{(int)answer.StatusCode} {json}{Environment.NewLine}{replica.Output}", 1, (_, count) => count + 1);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException or OperationCanceledException or IOException or JsonException or ObjectDisposedException)
        {
            // Killed, stopped or paused in the middle: nobody knows what became of the request. Or the time is over, whatever it looks like.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return null;
    }

    /// <summary>Sends a request again and again, to any replica, until it is answered.</summary>
    public async Task<DoorAnswer> SendAsync(HttpMethod method, string path, object? body, string? key, Random random, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAsync(await replicas.AnyAsync(random, cancellationToken), method, path, body, key, cancellationToken) is { } answer)
            {
                return answer;
            }

            await Task.Delay(random.Next(10, 50), cancellationToken);
        }
    }
}
