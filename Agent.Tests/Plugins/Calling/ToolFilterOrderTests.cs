using Agent.Plugins;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Arguments;
using Agent.Plugins.Calling.Auditing;
using Agent.Plugins.Calling.Budget;
using Agent.Plugins.Calling.Caching;
using Agent.Plugins.Calling.Resilience;
using Agent.Plugins.Calling.Results;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Calling;

/// <summary>The one way to call a tool: which filters, and in which order, from the outside in.</summary>
internal sealed class ToolFilterOrderTests
{
    [Test]
    public async Task Every_call_passes_the_same_filters_in_this_order()
    {
        var services = new ServiceCollection();
        services.AddKernel();
        services.AddLogging().AddToolCalling();
        await using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<Kernel>().FunctionInvocationFilters.Select(filter => filter.GetType()), Is.EqualTo([
            typeof(ToolResultFilter), typeof(ToolErrorFilter), typeof(ToolAuditFilter), typeof(ToolAuthorizationFilter), typeof(ToolArgumentsFilter), typeof(ToolBudgetFilter),
            typeof(ToolCacheFilter), typeof(ToolIdempotencyFilter), typeof(ToolBreakerFilter), typeof(ToolTimeoutFilter), typeof(ToolRetryFilter),
        ]));
    }

    [Test]
    public void No_filter_of_the_tools_is_left_out() => Assert.That(
        typeof(ToolCallingOptions).Assembly.GetTypes().Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(IFunctionInvocationFilter))), Has.Exactly(11).Items);
}
