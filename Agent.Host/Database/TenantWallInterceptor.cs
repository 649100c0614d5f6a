using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Agent.Host.Database;

/// <summary>
/// Lets what a request reads through EF Core run behind the <see cref="TenantWall"/>: role and tenant are set by a statement that travels with the query, for that
/// transaction only. It costs no round trip, and leaves nothing behind in a session that a pooler hands on.
/// </summary>
internal sealed class TenantWallInterceptor(TenantWall wall) : DbCommandInterceptor
{
    private const string Parameter = "agent_wall";
    /// <summary>The same in front of a batch; the tenant is its one parameter.</summary>
    public const string Bind = $"SELECT set_config('{TenantWall.Setting}', $1, true), set_config('role', '{TenantWall.Role}', true)";

    private const string Prefix = $"SELECT set_config('{TenantWall.Setting}', @{Parameter}, true), set_config('role', '{TenantWall.Role}', true);\n";

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Wall(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Wall(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Wall(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Wall(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        if (IsWalled(command))
            result.NextResult();
        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (IsWalled(command))
            await result.NextResultAsync(cancellationToken);
        return result;
    }

    // What SaveChanges writes is counted by the place of its statement in the command, so nothing may stand before it. See TenantWriteInterceptor.
    private void Wall(DbCommand command, CommandEventData eventData)
    {
        if (!wall.IsUp || TenantWall.Current is not { } tenant || eventData.CommandSource is CommandSource.SaveChanges or CommandSource.Migrations || IsWalled(command))
            return;
        command.CommandText = Prefix + command.CommandText;
        command.Parameters.Add(new NpgsqlParameter<string>(Parameter, tenant));
    }

    private static bool IsWalled(DbCommand command) => command.CommandText.StartsWith(Prefix, StringComparison.Ordinal);
}
