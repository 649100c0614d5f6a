using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Agent.Host.Database;

/// <summary>
/// The wall for what change tracking writes: nothing may stand in front of it in its command, so each row's tenant is looked at before it is sent. It costs no statement.
/// </summary>
internal sealed class TenantWriteInterceptor : SaveChangesInterceptor
{
    private const string Tenant = "Tenant";

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Check(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private static void Check(DbContext? context)
    {
        if (context is null || TenantWall.Current is not { } tenant)
            return;
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Metadata.FindProperty(Tenant) is { } property
                && entry.Property(property).CurrentValue is string of && of != tenant)
                throw new InvalidOperationException($"A row of {entry.Metadata.GetTableName()} belongs to another tenant than the one it is written for; nothing was stored.");
        }
    }
}
