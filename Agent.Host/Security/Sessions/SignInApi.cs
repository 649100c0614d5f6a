using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agent.Host.Api;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Tokens;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Sessions;

/// <summary>Signs people in with a browser, and out.</summary>
internal sealed partial class SignInApi(
    BrowserSessions sessions, TokenVerifier tokens, AuditLog audit, IHttpClientFactory http, IOptions<AuthOptions> options, TimeProvider clock, ILogger<SignInApi> logger)
{
    /// <summary>Where a sign-in begins.</summary>
    public const string Root = "/signin";

    /// <summary>Where a session ends.</summary>
    public const string Out = "/signout";

    private const string Callback = $"{Root}/callback";
    private SignInOptions SignIn => options.Value.SignIn;

    /// <summary>Maps the addresses; none of them needs somebody known.</summary>
    public static void Map(WebApplication app)
    {
        app.MapGet(Root, (HttpContext context, string? returnTo) => Of(context).BeginAsync(context, returnTo)).ExcludeFromDescription();
        app.MapGet(Callback, (HttpContext context, string? code, string? state) => Of(context).EndAsync(context, code, state)).ExcludeFromDescription();
        app.MapPost(Out, SignOut).ExcludeFromDescription();
    }

    private static SignInApi Of(HttpContext context) => context.RequestServices.GetRequiredService<SignInApi>(); // not before the database is there

    private async Task<IResult> BeginAsync(HttpContext context, string? returnTo)
    {
        try
        {
            var metadata = (await Issuer.GetAsync(context.RequestAborted)).Metadata;
            var attempt = new SignInAttempt(Random(), Random(), Random(), IsOwnPath(returnTo) ? returnTo! : "/");
            sessions.Keep(context, attempt);
            return TypedResults.Redirect(QueryHelpers.AddQueryString(metadata.AuthorizationAddress ?? throw new IssuerUnavailableException("it has no authorization endpoint"), new Dictionary<string, string?>
            {
                ["response_type"] = "code", ["client_id"] = SignIn.ClientId, ["redirect_uri"] = AddressOf(context), ["scope"] = SignIn.Scope, ["state"] = attempt.State,
                ["nonce"] = attempt.Nonce, ["code_challenge_method"] = "S256",
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(attempt.Verifier))),
            }));
        }
        catch (IssuerUnavailableException)
        {
            return Problems.IdentityUnavailable();
        }
    }

    private async Task<IResult> EndAsync(HttpContext context, string? code, string? state)
    {
        if (sessions.Take(context) is not { } attempt || code is null || state is null
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(attempt.State)))
            return Refuse("the answer belongs to no sign-in of this browser");
        try
        {
            if (await RedeemAsync(context, code, attempt.Verifier) is not { } idToken)
                return Refuse("the issuer did not take the code");
            var verdict = await tokens.VerifyAsync(idToken, SignIn.ClientId, context.RequestAborted);
            if (verdict.Token is not { } token)
                return verdict.IsUnavailable ? Problems.IdentityUnavailable() : Refuse(verdict.Refusal!);
            if (token.Issuer != Issuer.Issuer.Issuer || token.Nonce != attempt.Nonce)
                return Refuse("the token was not made for this sign-in");
            var ticket = new SessionTicket(token.Tenant, token.Subject, Roles.WithImplied(token.Roles), token.Tier, token.Team);
            await audit.RecordAsync(
                new(token.Tenant, new Caller(token.Tenant, token.Subject, ticket.Roles).DisplayName, AuditActs.SignedIn, token.Subject, context.TraceIdentifier, clock.GetUtcNow(),
                    new Dictionary<string, string> { ["credential"] = "session", ["roles"] = string.Join(' ', ticket.Roles) }),
                CancellationToken.None);
            sessions.Begin(context, ticket);
            return TypedResults.LocalRedirect(attempt.ReturnTo);
        }
        catch (Exception exception) when (exception is IssuerUnavailableException or HttpRequestException or JsonException || (exception is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            LogUnavailable(exception);
            return Problems.IdentityUnavailable();
        }
    }

    private static Microsoft.AspNetCore.Http.HttpResults.RedirectHttpResult SignOut(HttpContext context)
    {
        BrowserSessions.End(context);
        return TypedResults.LocalRedirect("/");
    }

    private async Task<string?> RedeemAsync(HttpContext context, string code, string verifier)
    {
        var metadata = (await Issuer.GetAsync(context.RequestAborted)).Metadata;
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = AddressOf(context), ["client_id"] = SignIn.ClientId, ["code_verifier"] = verifier,
        };
        if (SignIn.ClientSecret is { Length: > 0 } secret)
            form["client_secret"] = secret;
        using var client = http.CreateClient(IssuerKeys.ClientName);
        using var content = new FormUrlEncodedContent(form);
        using var answer = await client.PostAsync(new Uri(metadata.TokenAddress ?? throw new IssuerUnavailableException("it has no token endpoint")), content, context.RequestAborted);
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync(SessionJsonContext.Default.TokenAnswer, context.RequestAborted))?.IdToken : null;
    }

    private IssuerKeys Issuer => tokens.Find(options.Value.Issuers[SignIn.Issuer].Issuer)!;

    private Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Refuse(string reason)
    {
        LogRefused(reason);
        return Problems.CredentialRefused();
    }

    private static string AddressOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}{Callback}";

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    // "//host" and "/\host" are addresses elsewhere to a browser.
    private static bool IsOwnPath(string? path) => path is ['/'] or ['/', not ('/' or '\\'), ..] && !path.Any(char.IsControl);

    [LoggerMessage(EventId = 1431, Level = LogLevel.Warning, Message = "A sign-in was refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(EventId = 1432, Level = LogLevel.Warning, Message = "A sign-in failed, as the issuer did not answer as it should")]
    private partial void LogUnavailable(Exception exception);
}
