using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Sessions;

/// <summary>
/// Sessions of browsers: a sealed cookie that says who it is until when, so that any replica knows it without asking. What changes something must come from a
/// page of this service, as a browser adds the cookie to whatever anybody's page makes it send.
/// </summary>
internal sealed class BrowserSessions(IDataProtectionProvider protection, IOptions<AuthOptions> options)
{
    private const string SessionCookie = "agent.session";
    private const string AttemptCookie = "agent.signin";
    private static readonly TimeSpan AttemptLifetime = TimeSpan.FromMinutes(10);
    private readonly string? _issuer = options.Value.Issuers.GetValueOrDefault(options.Value.SignIn.Issuer)?.Issuer;
    private readonly ITimeLimitedDataProtector _sessions = protection.CreateProtector("session").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _attempts = protection.CreateProtector("signin").ToTimeLimitedDataProtector();

    /// <summary>The caller whose session a request shows; null when there is none, it has lapsed, or the request may come from somebody else's page.</summary>
    public Caller? Find(HttpRequest request) => IsFromOwnPage(request) && Open(_sessions, request.Cookies[SessionCookie], SessionJsonContext.Default.SessionTicket) is { } ticket
        ? new(ticket.Tenant, ticket.Id, ticket.Roles) { Credential = "session", Issuer = _issuer, Tier = ticket.Tier, Team = ticket.Team } : null;

    public void Begin(HttpContext context, SessionTicket ticket) =>
        Set(context, SessionCookie, _sessions.Protect(JsonSerializer.Serialize(ticket, SessionJsonContext.Default.SessionTicket), options.Value.SignIn.SessionLifetime), "/");

    public static void End(HttpContext context) => context.Response.Cookies.Delete(SessionCookie);

    public void Keep(HttpContext context, SignInAttempt attempt) =>
        Set(context, AttemptCookie, _attempts.Protect(JsonSerializer.Serialize(attempt, SessionJsonContext.Default.SignInAttempt), AttemptLifetime), SignInApi.Root);

    /// <summary>The sign-in this browser began; it can be ended once.</summary>
    public SignInAttempt? Take(HttpContext context)
    {
        context.Response.Cookies.Delete(AttemptCookie, new() { Path = SignInApi.Root });
        return Open(_attempts, context.Request.Cookies[AttemptCookie], SessionJsonContext.Default.SignInAttempt);
    }

    private static bool IsFromOwnPage(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 ? string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) : request.Headers["Sec-Fetch-Site"] == "same-origin";
    }

    private static T? Open<T>(ITimeLimitedDataProtector protector, string? cookie, JsonTypeInfo<T> type) where T : class
    {
        if (string.IsNullOrEmpty(cookie))
            return null;
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(cookie), type);
        }
        catch (CryptographicException)
        {
            return null; // lapsed, of other keys, or made up
        }
    }

    private static void Set(HttpContext context, string name, string value, string path) => context.Response.Cookies.Append(name, value, new()
    {
        HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = path, IsEssential = true,
    });
}
