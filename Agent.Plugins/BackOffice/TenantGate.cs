using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.BackOffice;

/// <summary>Lets one transaction at a time fill a tenant.</summary>
internal static class TenantGate
{
    /// <summary>Waits for its turn; the end of the transaction opens the gate again.</summary>
    public static async Task EnterAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken)
    {
        var gate = $"{BackOfficeDbContext.Schema}.seed:{tenant}";
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({gate}, 0))", cancellationToken);
    }
}
