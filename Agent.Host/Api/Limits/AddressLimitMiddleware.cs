using Agent.Host.Api.Limits.Levels;
using Agent.Host.Api.Limits.Places;
using Agent.Host.Teams;

namespace Agent.Host.Api.Limits;

/// <summary>Keeps to the limits of addresses and of the whole service, before a credential is looked at. Messages of Teams all come from a few addresses of Microsoft's, and have none.</summary>
internal sealed class AddressLimitMiddleware(RequestDelegate next, LimitBook limits, LimitGate gate, PlaceService places)
{
    private const string Concurrent = $"{LevelNames.Address}-concurrent";
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var address = TeamsApi.IsHere(context.Request.Path) ? null : BucketNames.Of(context.Connection.RemoteIpAddress);
        var hasPlaces = address is not null && limits.Address.MaxConcurrent > 0;
        using var place = hasPlaces ? places.Enter(BucketNames.ForAddress(Concurrent, address!), limits.Address.MaxConcurrent) : null;
        if (hasPlaces && place is null)
        {
            await LimitGate.Refuse(context, Concurrent, Moment).ExecuteAsync(context);
            return;
        }

        if (await gate.EnterAsync(context, Claims(address)) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private IEnumerable<LimitClaim> Claims(string? address)
    {
        if (address is not null && limits.Address.Requests is { } ofAddress)
            yield return new(BucketNames.ForAddress(ofAddress.Policy, address), ofAddress, 1, IsShown: false);
        if (limits.Service.Requests is { } ofService)
            yield return new(BucketNames.ForService(ofService.Policy), ofService, 1, IsShown: false);
    }
}
