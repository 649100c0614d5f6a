using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Teams.Outgoing.Streaming;
using Agent.Host.Teams.Security;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>Sends activities to the address a chat has.</summary>
internal sealed class ConnectorClient(IHttpClientFactory http, ConnectorToken token, IOptions<TeamsOptions> options)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "teams";

    /// <summary>Shows that somebody is at it. Nothing depends on it, so it is tried once.</summary>
    public Task<SendOutcome> TypeAsync(Chat chat, CancellationToken cancellationToken) =>
        SendAsync(chat, new JsonObject { ["type"] = ActivityTypes.Typing }, replaces: null, cancellationToken);

    /// <summary>Sends an activity, or puts it in the place of one that was sent.</summary>
    /// <param name="chat">Where to.</param>
    /// <param name="activity">What, without addresses.</param>
    /// <param name="replaces">The id in Teams of the activity to replace; null to send a new one.</param>
    /// <param name="cancellationToken">Breaks off; it may have been taken all the same.</param>
    public async Task<SendOutcome> SendAsync(Chat chat, JsonObject activity, string? replaces, CancellationToken cancellationToken)
    {
        if (!ServiceAddress.IsAllowed(chat.ServiceUrl, options.Value))
            return new(SendKind.Refused, Reason: "its address is not among those answers may go to");
        try
        {
            var bearer = await token.GetAsync(cancellationToken);
            var outcome = await TryAsync(chat, activity, replaces, bearer, cancellationToken);
            if (outcome is not null)
                return outcome;
            token.Drop(bearer); // it was withdrawn, or the clocks differ: once more with a new one
            return await TryAsync(chat, activity, replaces, await token.GetAsync(cancellationToken), cancellationToken) ?? new(SendKind.Later, Reason: "the connector does not take the bot's token");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or AuthenticationFailedException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(SendKind.Later, Reason: fault.Message);
        }
    }

    /// <returns>Null when the token was not taken.</returns>
    private async Task<SendOutcome?> TryAsync(Chat chat, JsonObject activity, string? replaces, string? bearer, CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(ClientName);
        var path = $"{chat.ServiceUrl.TrimEnd('/')}/v3/conversations/{Uri.EscapeDataString(chat.TeamsId)}/activities";
        using var request = new HttpRequestMessage(replaces is null ? HttpMethod.Post : HttpMethod.Put, replaces is null ? path : $"{path}/{Uri.EscapeDataString(replaces)}");
        request.Content = new StringContent(Address(chat, activity, replaces).ToJsonString(), Encoding.UTF8, "application/json");
        if (bearer is not null)
            request.Headers.Authorization = new("Bearer", bearer);
        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted => new(SendKind.Sent, IdOf(text)),
            HttpStatusCode.Unauthorized => null,
            HttpStatusCode.Forbidden when text.Contains(StreamInfo.NotAllowed, StringComparison.Ordinal) => new(SendKind.StreamEnded, Reason: Short(text)),
            HttpStatusCode.RequestEntityTooLarge => new(SendKind.TooLarge, Reason: $"413 {Short(text)}"),
            HttpStatusCode.Forbidden => new(SendKind.Gone, Reason: Short(text)),
            HttpStatusCode.TooManyRequests or HttpStatusCode.PreconditionFailed or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                new(SendKind.Later, After: Wait(response.Headers.RetryAfter), Reason: $"{(int)response.StatusCode}"),
            _ => new(SendKind.Refused, Reason: $"{(int)response.StatusCode} {Short(text)}"),
        };
    }

    private static JsonObject Address(Chat chat, JsonObject activity, string? replaces)
    {
        var addressed = (JsonObject)activity.DeepClone();
        addressed["from"] = new JsonObject { ["id"] = chat.BotId };
        if (chat.ChannelUserId.Length > 0) // a channel itself is nobody
            addressed["recipient"] = new JsonObject { ["id"] = chat.ChannelUserId };
        addressed["conversation"] = new JsonObject { ["id"] = chat.TeamsId, ["conversationType"] = chat.Kind };
        if (replaces is not null)
            addressed["id"] = replaces;
        return addressed;
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date - DateTimeOffset.UtcNow is { Ticks: > 0 } left ? left : null);

    private static string? IdOf(string text)
    {
        try
        {
            return text.Length == 0 ? null : (string?)JsonNode.Parse(text)?["id"];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // it was taken; there is only no id to change it by
        }
    }

    private static string Short(string text) => text[..Math.Min(text.Length, 200)];
}
