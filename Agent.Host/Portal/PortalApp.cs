using Agent.Host.Portal.Approvals;
using Agent.Host.Portal.Conversations;
using Agent.Host.Portal.Formatting;
using Agent.Host.Portal.Insight;
using Agent.Host.Portal.Operations;
using Agent.Host.Portal.Policies;
using Agent.Host.Portal.Replays;
using Agent.Host.Portal.Spending;
using Agent.Host.Portal.Texts;
using Agent.Host.Portal.Try;
using Agent.Host.Security;

namespace Agent.Host.Portal;

/// <summary>The internal web portal: pages rendered here, by Blazor components, and a few scripts of our own that act through the API.</summary>
internal static class PortalApp
{
    /// <summary>Adds what the pages need beside the API.</summary>
    public static void AddPortal(this IServiceCollection services)
    {
        services.AddSingleton<PortalAssets>();
        services.AddSingleton<PortalTextBook>();
        services.AddSingleton<ZoneBook>();
    }

    /// <summary>Puts the portal into the pipeline: before routing, so that an address that does not exist gets a page as well.</summary>
    public static void UsePortal(this WebApplication app)
    {
        app.UseWhen(PortalMiddleware.NeedsCaller, branch => branch.UseMiddleware<CallerMiddleware>());
        app.UseMiddleware<PortalMiddleware>();
    }

    /// <summary>Maps every page.</summary>
    public static void MapPortal(this WebApplication app)
    {
        var portal = app.MapGroup("").ExcludeFromDescription();
        portal.MapGet("/", () => TypedResults.Redirect(PortalAddresses.Approvals));
        portal.MapAssets();
        portal.MapSettings();
        var operators = portal.MapGroup("").Needs(Scopes.Operate);
        operators.MapOperations();
        operators.MapSpending();
        portal.MapGroup("").Needs(Scopes.ReadAudit).MapAudit();
        portal.MapGroup("").Needs(Scopes.ManageKeys).MapKeys();
        portal.MapGroup("").Needs(Scopes.ManageWebhooks).MapWebhooks();
        portal.MapGroup("").Needs(Scopes.ManageTenants).MapTenants();
        var replays = portal.MapGroup("").Needs(Scopes.Replay);
        replays.MapReplays();
        replays.MapReplay();
        // Everything else shows what is behind a conversation: for those who look after customers, never for a customer.
        var staff = portal.MapGroup("").Needs(Scopes.InspectConversations);
        staff.MapTry();
        staff.MapApprovals();
        staff.MapConversations();
        staff.MapConversation();
        staff.MapPolicies();
        staff.MapInsight();
    }
}
