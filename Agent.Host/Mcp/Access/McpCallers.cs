using System.Net;
using System.Security.Cryptography;
using System.Text;
using Agent.Host.Mcp.Protocol;
using Agent.Host.Security;
using Agent.Host.Security.Keys;
using Agent.Host.Security.Tenants;
using Agent.Host.Security.Tokens;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling.Access;
using Microsoft.Extensions.Options;

namespace Agent.Host.Mcp.Access;

/// <summary>
/// Finds out who makes a request: by an access token of one of the configured issuers that was made for this server, by the key our own services share,
/// by an API key of the database it is on, or, on a developer's machine with nothing configured, by coming from that machine.
/// </summary>
internal sealed class McpCallers(
    TokenVerifier tokens, IOptions<AuthOptions> auth, IOptions<McpOptions> options, IHostEnvironment environment, IConfiguration configuration,
    ApiKeyCallers keys, TenantDirectory tenants)
{
    private const string Scheme = "Bearer ";
    private static readonly string AllScopes = string.Join(' ', ToolScopes.All);

    private readonly bool _trustsLoopback =
        environment.IsDevelopment() && !configuration.GetSection(AuthOptions.Section).GetChildren().Any() && options.Value.ServiceKey.Length == 0;

    private readonly byte[]? _serviceKey = options.Value.ServiceKey.Length == 0 ? null : SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ServiceKey));

    /// <summary>Who may make tokens for this server.</summary>
    public IReadOnlyList<string> Issuers => [.. auth.Value.Issuers.Values.Select(issuer => issuer.Issuer).Order(StringComparer.Ordinal)];

    /// <summary>Finds out.</summary>
    /// <returns>The caller, or the answer that tells a client how to become one.</returns>
    public async ValueTask<(McpCaller? Caller, McpRefusal? Refusal)> IdentifyAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
            return _trustsLoopback && IsFromThisMachine(context) ? (Developer, null) : (null, McpChallenge.Unauthorized(context, AllScopes, wasRefused: false));
        if (header is not [{ } credential] || !credential.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return (null, McpChallenge.Unauthorized(context, AllScopes, wasRefused: true));
        var token = credential[Scheme.Length..].Trim();
        if (_serviceKey is not null && CryptographicOperations.FixedTimeEquals(_serviceKey, SHA256.HashData(Encoding.UTF8.GetBytes(token))))
            return (OwnService, null);
        if (ApiKeyText.IsOne(token))
            return await keys.FindAsync(token, context.RequestAborted) is { } key ? await AdmitAsync(Of(key), context) : (null, McpChallenge.Unauthorized(context, AllScopes, wasRefused: true));
        if (!tokens.HasIssuers)
            return (null, McpChallenge.Unauthorized(context, AllScopes, wasRefused: true));
        var verdict = await VerifyAsync(context, token);
        if (verdict.IsUnavailable)
            return (null, new(StatusCodes.Status503ServiceUnavailable, McpRefusal.Transport, "The issuer of the token cannot be asked just now."));
        return verdict.Token is { } verified ? await AdmitAsync(Of(verified), context) : (null, McpChallenge.Unauthorized(context, AllScopes, wasRefused: true));
    }

    /// <summary>Why nothing can be done in a tenant; null when all is well.</summary>
    public async ValueTask<McpRefusal?> FindSuspensionAsync(string tenant, CancellationToken cancellationToken) =>
        (await tenants.FindAsync(tenant, cancellationToken)).IsSuspended
            ? new(StatusCodes.Status403Forbidden, McpRefusal.Transport, "This tenant is suspended.") : null;

    /// <summary>The tools a tenant may use, by name; null for all of them.</summary>
    public async ValueTask<IReadOnlyList<string>?> FindToolsAsync(string tenant, CancellationToken cancellationToken) => (await tenants.FindAsync(tenant, cancellationToken)).Settings.Tools;

    private async ValueTask<(McpCaller? Caller, McpRefusal? Refusal)> AdmitAsync(McpCaller caller, HttpContext context) =>
        caller.Tenant is { } tenant && await FindSuspensionAsync(tenant, context.RequestAborted) is { } suspended ? (null, suspended) : (caller, null);

    // A token may be made for the server as a whole, or for the one version it was asked for.
    private async ValueTask<TokenVerdict> VerifyAsync(HttpContext context, string token)
    {
        var own = ProtectedResource.ResourceOf(context, context.Request.Path).ToString();
        var root = ProtectedResource.ResourceOf(context, McpApi.Root).ToString();
        var verdict = await tokens.VerifyAsync(token, root, context.RequestAborted);
        return verdict.Token is not null || own == root ? verdict : await tokens.VerifyAsync(token, own, context.RequestAborted);
    }

    // A key is a machine's: it acts for the customers of its tenant, with the scopes it was made with.
    private static McpCaller Of(Caller key) => new()
    {
        Tenant = key.Tenant,
        Access = new(RoleOf(key.Roles) is ToolRoles.Operator ? ToolRoles.Operator : ToolRoles.Agent, string.Join(' ', key.Scopes ?? [])),
        Name = $"key:{key.Id}",
        Limited = key,
    };

    private static string RoleOf(IReadOnlyCollection<string> roles) => roles.Any(role => role is Roles.Operator or Roles.Admin) ? ToolRoles.Operator
        : roles.Any(role => role is Roles.Agent or Roles.Service) ? ToolRoles.Agent : ToolRoles.Customer;

    private static McpCaller Of(VerifiedToken token)
    {
        var role = RoleOf(token.Roles);
        return new()
        {
            Tenant = token.Tenant,
            Access = new(role, string.Join(' ', token.Scopes ?? [])), // without a scope claim it may do nothing that needs a scope
            Name = $"{role}:{token.Subject}",
            CustomerId = role == ToolRoles.Customer ? token.Subject : null,
            Limited = new(token.Tenant, token.Subject, token.Roles) { Issuer = token.Issuer },
        };
    }

    private static McpCaller Developer { get; } = new()
    {
        UsualTenant = BackOfficeDatabase.DemoTenant, Access = new(ToolRoles.Agent, AllScopes), Name = "developer", IsOwnService = true,
    };

    private static McpCaller OwnService { get; } = new() { Access = new(ToolRoles.Agent, AllScopes), Name = "service", IsOwnService = true };

    // Behind a proxy on the same machine every request comes from loopback; the proxy's header gives it away.
    private static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}
