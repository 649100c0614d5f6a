using System.Net;
using Agent.Host.Api;
using Agent.Host.Security.Keys;
using Agent.Host.Security.Sessions;
using Agent.Host.Security.Tenants;
using Agent.Host.Security.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security;

/// <summary>
/// Finds out who makes a request, whatever the credential: a bearer token, an API key, a browser's session, or, on a developer's machine (environment Development, nothing configured
/// under <c>Auth</c>), coming from loopback without one, as an operator and administrator of the tenant <c>demo</c>.
/// </summary>
internal sealed partial class CallerResolver(
    TokenVerifier tokens, ApiKeyCallers keys, TenantDirectory tenants, IOptions<AuthOptions> options, IHostEnvironment environment, IConfiguration configuration,
    ILogger<CallerResolver> logger, BrowserSessions? sessions = null)
{
    private const string Scheme = "Bearer ";

    private static readonly Caller Developer = new("demo", "dev", [Roles.Operator, Roles.Admin, Roles.Agent]) { Credential = "developer", MayManageTenants = true };

    private readonly bool _trustsLoopback = environment.IsDevelopment() && !configuration.GetSection(AuthOptions.Section).GetChildren().Any();

    /// <summary>Whether people can sign in with a browser.</summary>
    public bool CanSignIn => sessions is not null;

    /// <summary>Who it is, or the answer for somebody who is nobody.</summary>
    public async ValueTask<(Caller? Caller, IResult? Refusal)> ResolveAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0 && sessions?.Find(context.Request) is { } signedIn)
            return await AdmitAsync(signedIn, context);
        if (header.Count == 0)
            return _trustsLoopback && IsFromThisMachine(context) ? await AdmitAsync(Developer, context) : (null, Challenge(context, isWrong: false));
        if (header is not [{ } credential] || !credential.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse(context, "the Authorization header is not one bearer credential");
        var text = credential[Scheme.Length..].Trim();
        return ApiKeyText.IsOne(text) ? await KeyAsync(context, text) : await TokenAsync(context, text);
    }

    private async ValueTask<(Caller? Caller, IResult? Refusal)> KeyAsync(HttpContext context, string text) =>
        await keys.FindAsync(text, context.RequestAborted) is { } caller ? await AdmitAsync(caller, context) : Refuse(context, "the API key is unknown, revoked or lapsed");

    private async ValueTask<(Caller? Caller, IResult? Refusal)> TokenAsync(HttpContext context, string text)
    {
        if (!tokens.HasIssuers)
            return Refuse(context, "no issuer of tokens is configured");
        var verdict = await tokens.VerifyAsync(text, options.Value.Audience, context.RequestAborted);
        if (verdict.IsUnavailable)
        {
            LogRefused(verdict.Refusal!, context.Connection.RemoteIpAddress);
            context.Response.Headers.RetryAfter = "5";
            return (null, Problems.IdentityUnavailable());
        }

        return verdict.Token is { } token ? await AdmitAsync(Of(token), context) : Refuse(context, verdict.Refusal!);
    }

    private Caller Of(VerifiedToken token)
    {
        var issuer = options.Value.Issuers.Values.First(issuer => issuer.Issuer == token.Issuer);
        return new(token.Tenant, token.Subject, Roles.WithImplied(token.Roles))
        {
            Credential = "token",
            Issuer = issuer.Issuer,
            Scopes = token.Scopes,
            Tier = token.Tier,
            Team = token.Team,
            MayManageTenants = issuer.MayManageTenants && token.Scopes?.Contains(Scopes.ManageTenants) == true,
        };
    }

    // Whoever may create tenants is not shut out by the state of one: somebody has to be able to undo it.
    private async ValueTask<(Caller? Caller, IResult? Refusal)> AdmitAsync(Caller caller, HttpContext context) =>
        caller.MayManageTenants || !(await tenants.FindAsync(caller.Tenant, context.RequestAborted)).IsSuspended ? (caller, null) : (null, Problems.TenantSuspended());

    private (Caller? Caller, IResult? Refusal) Refuse(HttpContext context, string reason)
    {
        LogRefused(reason, context.Connection.RemoteIpAddress);
        return (null, Challenge(context, isWrong: true));
    }

    private static ProblemHttpResult Challenge(HttpContext context, bool isWrong)
    {
        context.Response.Headers.WWWAuthenticate = isWrong ? "Bearer error=\"invalid_token\"" : "Bearer";
        return isWrong ? Problems.CredentialRefused() : Problems.CredentialNeeded();
    }

    // Behind a proxy on the same machine every request comes from loopback; the proxy's header gives it away.
    private static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    [LoggerMessage(EventId = 1412, Level = LogLevel.Warning, Message = "Refused a credential from {Address}: {Reason}")]
    private partial void LogRefused(string reason, IPAddress? address);
}
