using Agent.Host.Portal.Texts;
using Microsoft.Net.Http.Headers;

namespace Agent.Host.Portal;

/// <summary>What a viewer has chosen, kept in cookies of their browser: language, look, and the time zone it reports.</summary>
internal sealed record PortalSettings(string Language, string Theme, string? Zone)
{
    private const string LanguageCookie = "portal-language";
    private const string ThemeCookie = "portal-theme";
    private const string ZoneCookie = "portal-zone";
    private static readonly string[] Themes = ["system", "light", "dark"];

    public static PortalSettings Of(HttpRequest request) => new(
        Known(request.Cookies[LanguageCookie], PortalTextBook.Languages) ?? Accepted(request) ?? PortalTextBook.Languages[0],
        Known(request.Cookies[ThemeCookie], Themes) ?? Themes[0],
        request.Cookies[ZoneCookie]);

    /// <summary>Keeps what was chosen; what is not known is left as it is.</summary>
    public static void Keep(HttpContext context, string? language, string? theme)
    {
        Set(LanguageCookie, Known(language, PortalTextBook.Languages));
        Set(ThemeCookie, Known(theme, Themes));

        void Set(string name, string? value)
        {
            if (value is not null)
                context.Response.Cookies.Append(name, value, new() { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), Secure = context.Request.IsHttps });
        }
    }

    private static string? Known(string? value, string[] known) => known.FirstOrDefault(candidate => candidate == value);

    private static string? Accepted(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(accepted => accepted.Quality ?? 1).Select(LanguageOf)
            .Select(language => Known(language, PortalTextBook.Languages)).FirstOrDefault(language => language is not null);

    private static string LanguageOf(StringWithQualityHeaderValue accepted) => accepted.Value.Value?.Split('-')[0].ToLowerInvariant() ?? "";
}
