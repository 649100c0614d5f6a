namespace Agent.Host.Portal;

/// <summary>Serves <see cref="PortalAssets"/>.</summary>
internal static class AssetsPage
{
    public static void MapAssets(this IEndpointRouteBuilder portal) =>
        portal.MapGet("/portal/assets/{version}/{name}", (string version, string name, PortalAssets assets, HttpResponse response) =>
        {
            // During a rollout a page of one version may ask a replica of the other: it gets what is there, and asks again next time.
            if (assets.Find(name) is not { } content)
                return Results.NotFound();
            response.Headers.CacheControl = version == assets.Version ? "public, max-age=31536000, immutable" : "no-store";
            return Results.Bytes(content, TypeOf(name));
        });

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
}
