using Agent.Host.Database;
using Agent.Host.Security.Tenants;
using Agent.Host.Teams.Wire;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Identities;

/// <summary>Says who somebody in Teams is: by the directory that is kept in the database and, for what is not written there, by the configuration.</summary>
internal sealed class AdmissionDesk(TenantDatabase database, TenantDirectory tenants, IOptions<TeamsOptions> options)
{
    // Whose the directory is says the directory: until then no tenant is known.
    internal const string Find =
        """
        WITH directory AS (
            SELECT tenant, admits_guests FROM teams.directories WHERE directory_id = $1
            UNION ALL SELECT $3, $4 WHERE $3 IS NOT NULL AND NOT EXISTS (SELECT FROM teams.directories WHERE directory_id = $1)
        )
        SELECT d.tenant, d.admits_guests, p.user_id IS NOT NULL, coalesce(p.is_refused, false), p.customer_id
        FROM directory d LEFT JOIN teams.people p ON p.tenant = d.tenant AND p.directory_id = $1 AND p.user_id = $2
        """;

    /// <summary>Looks somebody up, as they are written down at this moment.</summary>
    public async Task<Admission> FindAsync(Activity activity, CancellationToken cancellationToken)
    {
        var configured = options.Value.TenantOf(activity.DirectoryId);
        var found = (await database.Create(
            EdgeSweep.TeamsAdmission, activity.DirectoryId.ToLowerInvariant(), activity.UserId.ToLowerInvariant(), configured?.Tenant, configured?.Guests ?? false).ReadAsync(
            row => (Tenant: row.GetString(0), AdmitsGuests: row.GetBoolean(1), IsKnown: row.GetBoolean(2), IsRefused: row.GetBoolean(3), CustomerId: row.Text(4)),
            cancellationToken)).FirstOrDefault();
        if (found.Tenant is null)
            return new(AdmissionOutcome.UnknownDirectory);
        // Whoever is written down is what is written there; the configuration is for the others.
        var other = configured?.Tenant == found.Tenant && !found.IsKnown ? configured : null;
        var customer = found.CustomerId ?? other?.Customers.GetValueOrDefault(activity.UserId);
        if (found.IsRefused || !(found.AdmitsGuests || found.IsKnown || customer is not null || other?.IsOperator(activity.UserId) == true))
            return new(AdmissionOutcome.NotAdmitted, found.Tenant);
        return (await tenants.FindAsync(found.Tenant, cancellationToken)).IsSuspended
            ? new(AdmissionOutcome.TenantSuspended, found.Tenant) : new(AdmissionOutcome.Admitted, found.Tenant, new(found.Tenant, customer));
    }
}
