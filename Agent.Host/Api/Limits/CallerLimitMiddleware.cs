using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Limits.Levels;
using Agent.Host.Api.Limits.Places;
using Agent.Host.Api.Limits.Tokens;
using Agent.Host.Security;

namespace Agent.Host.Api.Limits;

/// <summary>Keeps to the limits of the caller and of its tenant, and lets no message in whose answer nobody has tokens left for.</summary>
internal sealed class CallerLimitMiddleware(RequestDelegate next, LimitBook book, LimitGate gate, PlaceService places, TokenPayers payers)
{
    private const string OfCaller = $"{LevelNames.Caller}-concurrent";
    private const string OfTenant = $"{LevelNames.Tenant}-concurrent";
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var caller = context.Features.Get<Caller>()!; // CallerMiddleware has let nobody pass without one
        var limits = await book.OfAsync(caller.Tenant, context.RequestAborted);
        using var own = Enter(BucketNames.ForCaller(OfCaller, caller), limits.Caller.MaxConcurrent, out var isOwnFull);
        var isSharedFull = false;
        using var shared = isOwnFull ? null : Enter(BucketNames.ForTenant(OfTenant, caller.Tenant), limits.Tenant.MaxConcurrent, out isSharedFull);
        if (isOwnFull || isSharedFull)
        {
            await LimitGate.Refuse(context, isOwnFull ? OfCaller : OfTenant, Moment).ExecuteAsync(context);
            return;
        }

        if (await gate.EnterAsync(context, Claims(context, caller, limits)) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private PlaceLease? Enter(BucketKey key, int most, out bool isFull)
    {
        var place = most > 0 ? places.Enter(key, most) : null;
        isFull = most > 0 && place is null;
        return place;
    }

    private IEnumerable<LimitClaim> Claims(HttpContext context, Caller caller, CallerLimits limits)
    {
        if (limits.Caller.Requests is { } ofCaller)
            yield return new(BucketNames.ForCaller(ofCaller.Policy, caller), ofCaller, 1, IsShown: true);
        if (limits.Tenant.Requests is { } ofTenant)
            yield return new(BucketNames.ForTenant(ofTenant.Policy, caller.Tenant), ofTenant, 1, IsShown: !caller.SeesOnlyOwn);
        if (Asked.ConversationOf(context.Request) is not { } conversation)
            yield break;
        var payer = new TokenPayer(BucketNames.Of(context.Connection.RemoteIpAddress), caller);
        if (book.Address.Tokens is { } addressTokens)
            yield return new(BucketNames.ForAddress(addressTokens.Policy, payer.Address), addressTokens, 0, IsShown: false);
        if (limits.Caller.Tokens is { } callerTokens)
            yield return new(BucketNames.ForCaller(callerTokens.Policy, caller), callerTokens, 0, IsShown: true);
        if (limits.Tenant.Tokens is { } tenantTokens)
            yield return new(BucketNames.ForTenant(tenantTokens.Policy, caller.Tenant), tenantTokens, 0, IsShown: !caller.SeesOnlyOwn);
        if (book.Service.Tokens is { } serviceTokens)
            yield return new(BucketNames.ForService(serviceTokens.Policy), serviceTokens, 0, IsShown: false);
        if (book.Address.Tokens is not null || limits.Caller.Tokens is not null)
            payers.Note(new(caller.Tenant, conversation), payer); // it is let in: whoever writes pays for what is answered
    }
}
