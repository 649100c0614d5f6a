using System.Text.Json;
using Agent.Host.Api;
using Agent.Host.Database;
using Agent.Host.Security.Access;
using Agent.Host.Security.Tokens;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Identities;
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
        HttpRequest request, BotTokenVerifier verifier, AdmissionDesk desk, Refusals refusals, ActivityStore inbox, CardClicks clicks, TeamsSignal signal, IOptions<TeamsOptions> options,
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

        if (!ServiceAddress.IsAllowed(activity.ServiceUrl, options.Value) || activity.ConversationId.Length == 0 || activity.UserId.Length == 0)
        {
            LogMisplaced(logger, activity.DirectoryId, activity.UserId);
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var isClick = activity is { Type: ActivityTypes.Invoke, Name: ActivityTypes.CardAction };
        var admission = await desk.FindAsync(activity, cancellationToken);
        if (admission.Identity is not { } identity)
        {
            refusals.Refuse(admission, activity, request.HttpContext.TraceIdentifier);
            return isClick
                ? TypedResults.Text(CardClicks.Error(403, "Forbidden", Refusals.TextFor(admission, activity.Locale)), "application/json")
                : TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        TenantWall.Enter(identity.Tenant); // until this method ends
        if (isClick)
            return TypedResults.Text(await clicks.AnswerAsync(identity, activity, cancellationToken), "application/json");
        var isFeedback = activity is { Type: ActivityTypes.Invoke, Name: ActivityTypes.Feedback };
        if (isFeedback || activity.Type is ActivityTypes.Message or ActivityTypes.InstallationUpdate or ActivityTypes.ConversationUpdate)
        {
            var submitted = activity.Type == ActivityTypes.Message ? CardClick.Read(activity) : null;
            if (await inbox.TakeAsync(identity.Tenant, activity, submitted?.KeyFor(activity), cancellationToken))
                signal.Give();
        }

        if (isFeedback)
            return TypedResults.Text("{}", "application/json"); // anything else is an error to Teams

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

    [LoggerMessage(EventId = 1524, Level = LogLevel.Warning, Message = "An activity of directory {Directory}, user {User}, was refused: its address is not allowed, or it names no chat or nobody")]
    private static partial void LogMisplaced(ILogger logger, string directory, string user);
}
