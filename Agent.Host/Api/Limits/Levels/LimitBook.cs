using System.Runtime.CompilerServices;
using Agent.Host.Security.Tenants;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Limits.Levels;

/// <summary>Which limits hold for whom: the configuration's, and a tenant's own before them.</summary>
internal sealed class LimitBook(IOptions<LimitOptions> options, TenantDirectory tenants)
{
    private static readonly TenantSettings s_none = new();

    // As long as a tenant's settings are remembered, so is what follows from them.
    private readonly ConditionalWeakTable<TenantSettings, CallerLimits> _known = [];

    public LevelLimits Address { get; } = LevelLimits.Of(LevelNames.Address, options.Value.Address, options.Value.LocalShare);

    public LevelLimits Service { get; } = LevelLimits.Of(LevelNames.Service, options.Value.Service, options.Value.LocalShare);

    /// <summary>The limits of a tenant and its callers; the configuration's while the database cannot say whether it has its own.</summary>
    public async ValueTask<CallerLimits> OfAsync(string tenant, CancellationToken cancellationToken)
    {
        TenantSettings settings;
        try
        {
            settings = (await tenants.FindAsync(tenant, cancellationToken)).Settings;
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception))
        {
            settings = s_none;
        }

        return _known.GetValue(settings, found => new(
            LevelLimits.Of(LevelNames.Caller, options.Value.Caller, options.Value.LocalShare, found.Limits?.Caller),
            LevelLimits.Of(LevelNames.Tenant, options.Value.Tenant, options.Value.LocalShare, found.Limits?.Tenant)));
    }
}
