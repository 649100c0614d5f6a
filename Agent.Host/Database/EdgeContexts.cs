using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Database;

/// <summary>How the edges reach their tables through EF Core: for one tenant, behind the <see cref="TenantWall"/>. What serves all tenants is an <see cref="EdgeSweep"/>, and written out.</summary>
internal static class EdgeContexts
{
    /// <summary>
    /// A context for one tenant. From here on, in the method that calls this and what it calls, only this tenant's rows exist, whoever was served before; behind the method it is as it was. So the
    /// method is an <c>async</c> one: any other would leave its caller bound.
    /// </summary>
    public static TContext For<TContext>(this IDbContextFactory<TContext> contexts, string tenant)
        where TContext : DbContext
    {
        TenantWall.Enter(tenant);
        return contexts.CreateDbContext();
    }
}
