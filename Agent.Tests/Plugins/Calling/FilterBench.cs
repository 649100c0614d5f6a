using Agent.Plugins;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Calling;

/// <summary>The filters around a test's own tools, without any back office.</summary>
internal sealed class FilterBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public FilterBench(object tools, Action<ToolCallingOptions>? options = null, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        services.AddKernel();
        services.AddLogging().AddSingleton(clock ?? TimeProvider.System).AddToolCalling();
        services.AddSingleton(_ => ToolPlugin.Create("probe", "", tools));
        services.Configure<ToolCallingOptions>(o => o.Retry.Pause = TimeSpan.Zero);
        services.Configure(options ?? (_ => { }));
        _services = services.BuildServiceProvider();
    }

    public async Task<string?> CallAsync(string tool, KernelArguments? arguments = null, string? customer = "mara", string conversation = "c1", string? key = null, string tenant = "demo")
    {
        var kernel = _services.GetRequiredService<Kernel>();
        kernel.Data[ToolCallData.Tenant] = tenant;
        kernel.Data[ToolCallData.Role] = ToolRoles.Agent;
        kernel.Data[ToolCallData.CustomerId] = customer;
        kernel.Data[ToolCallData.ConversationId] = conversation;
        kernel.Data[ToolCallData.IdempotencyKey] = key;
        return (await kernel.InvokeAsync("probe", tool, arguments)).GetValue<string>();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
