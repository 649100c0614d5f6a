using Agent.Host.Models;
using Agent.Host.Portal.Formatting;
using Agent.Host.Portal.Texts;
using Agent.Host.Security;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Portal;

/// <summary>Who looks at a page, and how they want to see it.</summary>
public sealed record PortalContext
{
    /// <summary>Everything is looked up in their tenant, and done under their name.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The texts in their language.</summary>
    public required PortalTexts Texts { get; init; }

    /// <summary>Numbers, money and times as they write them.</summary>
    public required PortalFormat Format { get; init; }

    /// <summary><c>system</c>, <c>light</c> or <c>dark</c>.</summary>
    public required string Theme { get; init; }

    /// <summary>Path and query of the page.</summary>
    public required string Address { get; init; }

    /// <summary>Names the request in the log.</summary>
    public required string RequestId { get; init; }

    /// <summary>True when no language model answers, but the rules that stand in for one.</summary>
    public required bool IsOffline { get; init; }

    /// <summary>How many approvals wait for operators, up to <see cref="MostWaiting"/>.</summary>
    public required int Waiting { get; init; }

    /// <summary>From here on they are not counted.</summary>
    public const int MostWaiting = 100;

    /// <summary>Whether they may decide for the company and act on conversations that are stuck.</summary>
    public bool IsOperator => Caller.Roles.Contains(Caller.OperatorRole) && Caller.May(Scopes.DecideApprovals) && Caller.May(Scopes.Operate);

    /// <summary>Makes the context a parameter of page handlers. <see cref="PortalMiddleware"/> has let nobody pass without one.</summary>
    public static async ValueTask<PortalContext?> BindAsync(HttpContext context) =>
        Of(context) is not { } portal ? null
        : portal with { Waiting = await context.RequestServices.GetRequiredService<IApprovals>().CountWaitingAsync(portal.Caller.Tenant, MostWaiting, context.RequestAborted) };

    internal static PortalContext? Of(HttpContext context)
    {
        if (context.Features.Get<Caller>() is not { } caller)
            return null;
        var services = context.RequestServices;
        var settings = PortalSettings.Of(context.Request);
        var texts = services.GetRequiredService<PortalTextBook>().In(settings.Language);
        return new()
        {
            Caller = caller,
            Texts = texts,
            Format = new(texts, services.GetRequiredService<ZoneBook>().Find(settings.Zone), services.GetRequiredService<TimeProvider>().GetUtcNow()),
            Theme = settings.Theme,
            Waiting = 0,
            Address = context.Request.Path + context.Request.QueryString,
            RequestId = context.TraceIdentifier,
            IsOffline = services.GetRequiredService<IOptions<ModelOptions>>().Value.Provider == ModelProviders.Offline,
        };
    }
}
