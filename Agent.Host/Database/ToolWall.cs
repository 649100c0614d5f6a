using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Host.Database;

/// <summary>Puts tools behind the <see cref="TenantWall"/>: what one reads and writes while it is called is of the tenant it is called for, whatever its query forgot.</summary>
internal sealed class ToolWall(TenantWall wall) : IFunctionInvocationFilter, ITenantBinding
{
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (context.Kernel.Data.TryGetValue(ToolCallData.Tenant, out var value) && value is string tenant)
            TenantWall.Enter(tenant); // until this method ends
        await next(context);
    }

    public NpgsqlBatchCommand? Bind(string tenant) => !wall.IsUp ? null : new(TenantWallInterceptor.Bind) { Parameters = { new() { Value = tenant } } };
}
