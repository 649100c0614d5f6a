using System.Text.Json;
using Agent.Host.Api;
using Agent.Host.Security.Access;
using Agent.Host.Security.Tokens;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Incoming;
using Agent.Host.Teams.Security;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams;

/// <summary>
/// Where the connector posts activities. What is answered with 200 is in the database; all else happens from there, for the connector gives up after 15 seconds and sends
/// everything again.
/// </summary>
internal static partial class TeamsApi
{
    public const string Path = "/api/messages";

    private static readonly string[] s_otherMethods = [HttpMethods.Get, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    /// <summary>Maps the address, where there is a bot.</summary>
    public static void MapTeams(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<TeamsOptions>>().Value.IsEnabled)
            return;
        app.MapPost(Path, ReceiveAsync).WithMetadata(new OwnCredentials()).ExcludeFromDescription();
        app.MapMethods(Path, s_otherMethods, (HttpResponse response) =>
        {
            response.Headers.Allow = HttpMethods.Post;
            return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }).WithMetadata(new OwnCredentials()).ExcludeFromDescription();
    }

    /// <summary>Whether an address is the connector's: it brings credentials of its own kind.</summary>
    public static bool IsHere(PathString path) => path.Equals(Path, StringComparison.OrdinalIgnoreCase);

    private static async Task<IResult> ReceiveAsync(
        HttpRequest request, BotTokenVerifier verifier, ActivityStore inbox, CardClicks clicks, TeamsSignal signal, IOptions<TeamsOptions> options,
        ILogger<BotTokenVerifier> logger, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { } activity)
            return Problems.MalformedBody("It is no activity.");
        try
        {
            if (!options.Value.Anonymous && await verifier.FindFaultAsync(request.Headers.Authorization, activity, cancellationToken) is { } fault)
            {
                LogRefused(logger, activity.ChannelId, fault.Reason);
                return TypedResults.StatusCode(fault.IsForbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized);
            }
        }
        catch (IssuerUnavailableException away)
        {
            LogRefused(logger, activity.ChannelId, away.Message);
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable); // it comes again
        }

        if (options.Value.TenantOf(activity.DirectoryId) is not { } tenant || !ServiceAddress.IsAllowed(activity.ServiceUrl, options.Value)
            || activity.ConversationId.Length == 0 || activity.UserId.Length == 0)
        {
            LogUnknown(logger, activity.DirectoryId, activity.UserId);
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (activity is { Type: ActivityTypes.Invoke, Name: ActivityTypes.CardAction })
            return TypedResults.Text(await clicks.AnswerAsync(tenant, activity, cancellationToken), "application/json");
        if (activity.Type is ActivityTypes.Message or ActivityTypes.InstallationUpdate or ActivityTypes.ConversationUpdate)
        {
            var isClick = activity.Type == ActivityTypes.Message ? CardClick.Read(activity) : null;
            if (await inbox.TakeAsync(tenant.Tenant, activity, isClick?.KeyFor(activity), isDone: false, cancellationToken))
                signal.Give();
        }

        // Other kinds mean nothing to us; an invoke we do not know is answered like one that did nothing.
        return TypedResults.Ok();
    }

    private static async Task<Activity?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Activity.Read(await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, cancellationToken: cancellationToken));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 1521, Level = LogLevel.Warning, Message = "An activity of channel {Channel} was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string channel, string reason);

    [LoggerMessage(EventId = 1522, Level = LogLevel.Warning, Message = "An activity of directory {Directory}, user {User}, was refused: the directory is unknown, or its address is not allowed")]
    private static partial void LogUnknown(ILogger logger, string directory, string user);
}
