using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;
using Npgsql;
using ITenantWall = Agent.Processes.ITenantWall;

namespace Agent.Host.Database;

/// <summary>
/// Puts tools and the runtime behind the <see cref="TenantWall"/>: what a tool reads and writes while it is called is of the tenant it is called for, and what the runtime does for a
/// conversation is of the conversation's, whatever the statement forgot.
/// </summary>
internal sealed class ToolWall(TenantWall wall) : IFunctionInvocationFilter, ITenantBinding, ITenantWall
{
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (context.Kernel.Data.TryGetValue(ToolCallData.Tenant, out var value) && value is string tenant)
            TenantWall.Enter(tenant); // until this method ends
        await next(context);
    }

    public NpgsqlBatchCommand? Bind(string tenant) => !wall.IsUp ? null : new(TenantWallInterceptor.Bind) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenant } } };

    public void Enter(string tenant) => TenantWall.Enter(tenant);
}
