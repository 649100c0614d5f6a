namespace Agent.Host.Portal;

/// <summary>Keeps the viewer's language and look.</summary>
internal static class SettingsPage
{
    public static void MapSettings(this IEndpointRouteBuilder portal) =>
        portal.MapGet(PortalAddresses.Settings, (HttpContext context, string? language, string? theme, string? back) =>
        {
            PortalSettings.Keep(context, language, theme);
            return TypedResults.LocalRedirect(PortalAddresses.IsLocal(back) ? back! : "/");
        });
}
