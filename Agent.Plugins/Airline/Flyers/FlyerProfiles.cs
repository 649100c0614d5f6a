using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.Airline.Flyers;

/// <summary>The customers of airlines, for <c>get_user_details</c> and <c>find_user_id_by_email</c>.</summary>
internal sealed class FlyerProfiles(IDbContextFactory<BackOfficeDbContext> contexts) : ICustomerProfiles
{
    public async Task<string?> FindAsync(ToolCallContext call, string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Flyers.SingleOrDefaultAsync(f => f.Tenant == call.Tenant && f.CustomerId == userId, cancellationToken) is not { } flyer)
        {
            return null;
        }

        return FlyerDetails.ToText(flyer, await db.Reservations.Where(r => r.Tenant == call.Tenant && r.CustomerId == userId)
            .OrderBy(r => r.Sequence).Select(r => r.ReservationId).ToListAsync(cancellationToken));
    }

    /// <summary>As in a shop: a visitor may turn out to be anybody, somebody known finds only themselves.</summary>
    public async Task<string?> FindIdByEmailAsync(ToolCallContext call, string email, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Flyers.Where(f => f.Tenant == call.Tenant && f.Email == email).Select(f => f.CustomerId).SingleOrDefaultAsync(cancellationToken);
        return found is null || found == call.CustomerId ? found
            : call.ActsForOthers && !await db.Flyers.AnyAsync(f => f.Tenant == call.Tenant && f.CustomerId == call.CustomerId, cancellationToken) ? found : null;
    }
}
