using System.Threading.RateLimiting;
using Agent.Host.Api.Limits.Levels;
using Agent.Host.Teams;

namespace Agent.Host.Api.Limits;

/// <summary>Keeps to the limits of addresses and of the whole service, before a credential is looked at. Messages of Teams all come from a few addresses of Microsoft's, and have none.</summary>
internal sealed class AddressLimitMiddleware(RequestDelegate next, LimitBook limits, LimitGate gate, ConcurrencyLimits concurrency)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var address = TeamsApi.IsHere(context.Request.Path) ? null : BucketNames.Of(context.Connection.RemoteIpAddress);
        using var pass = Enter(address);
        if (pass is { IsAcquired: false })
        {
            await LimitGate.Refuse(context, $"{LevelNames.Address}-concurrent", Moment).ExecuteAsync(context);
            return;
        }

        if (await gate.EnterAsync(context, Claims(address)) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private RateLimitLease? Enter(string? address) =>
        address is null || limits.Address.MaxConcurrent == 0 ? null : concurrency.Enter(LevelNames.Address, address, limits.Address.MaxConcurrent);

    private IEnumerable<LimitClaim> Claims(string? address)
    {
        if (address is not null && limits.Address.Requests is { } ofAddress)
            yield return new(BucketNames.ForAddress(ofAddress.Policy, address), ofAddress, 1, IsShown: false);
        if (limits.Service.Requests is { } ofService)
            yield return new(BucketNames.ForService(ofService.Policy), ofService, 1, IsShown: false);
    }
}
