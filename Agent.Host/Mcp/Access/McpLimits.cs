using Agent.Host.Api.Limits;
using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Limits.Levels;
using Agent.Host.Api.Limits.Places;
using Agent.Host.Mcp.Protocol;

namespace Agent.Host.Mcp.Access;

/// <summary>
/// Keeps callers of the tools and their tenants to the limits they have in the API: a request here and one there count alike. Addresses and the whole service are looked after before anybody knows who calls.
/// </summary>
internal sealed class McpLimits(LimitBook book, LimitGate gate, PlaceService places)
{
    private const string OfCaller = $"{LevelNames.Caller}-concurrent";
    private const string OfTenant = $"{LevelNames.Tenant}-concurrent";
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    /// <summary>Lets a request in, with its place until it has ended.</summary>
    /// <returns>Why it has to come back; null when it may go on.</returns>
    public async ValueTask<McpRefusal?> EnterAsync(HttpContext context, McpCaller mcp)
    {
        if (mcp.Limited is not { } caller)
            return null;
        var limits = await book.OfAsync(caller.Tenant, context.RequestAborted);
        if (!HasPlace(context, BucketNames.ForCaller(OfCaller, caller), limits.Caller.MaxConcurrent))
            return Refuse(LimitGate.Refuse(context, OfCaller, s_moment));
        if (!HasPlace(context, BucketNames.ForTenant(OfTenant, caller.Tenant), limits.Tenant.MaxConcurrent))
            return Refuse(LimitGate.Refuse(context, OfTenant, s_moment));
        List<LimitClaim> claims = [];
        if (limits.Caller.Requests is { } ofCaller)
            claims.Add(new(BucketNames.ForCaller(ofCaller.Policy, caller), ofCaller, 1, IsShown: true));
        if (limits.Tenant.Requests is { } ofTenant)
            claims.Add(new(BucketNames.ForTenant(ofTenant.Policy, caller.Tenant), ofTenant, 1, IsShown: !caller.SeesOnlyOwn));
        return await gate.EnterAsync(context, claims) is { } refusal ? Refuse(refusal) : null;
    }

    private bool HasPlace(HttpContext context, BucketKey key, int most)
    {
        if (most <= 0)
            return true;
        if (places.Enter(key, most) is not { } place)
            return false;
        context.Response.RegisterForDispose(place);
        return true;
    }

    // The headers say the same as in the API; the body is what a client of the protocol reads.
    private static McpRefusal Refuse(IResult _) =>
        new(StatusCodes.Status429TooManyRequests, McpRefusal.Transport, "Too much was asked for; nothing was done. Try again after the time in Retry-After.");
}
