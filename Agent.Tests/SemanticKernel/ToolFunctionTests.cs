using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using FunctionInvocationContext = Microsoft.SemanticKernel.FunctionInvocationContext;

namespace Agent.Tests.SemanticKernel;

internal sealed class ToolFunctionTests
{
    private static readonly AIFunction Tool =
        AIFunctionFactory.Create((string order, int limit = 3) => $"{order} x{limit}", "remote_status", "Where an order is.");

    [Test]
    public void A_tool_keeps_its_name_description_and_schema_as_a_function()
    {
        var function = Tool.AsKernelFunction();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(function.Name, Is.EqualTo("remote_status"));
        Assert.That(function.Description, Is.EqualTo("Where an order is."));
        Assert.That(function.JsonSchema.GetRawText(), Is.EqualTo(Tool.JsonSchema.GetRawText()));
        Assert.That(function.Metadata.Parameters.Select(parameter => (parameter.Name, parameter.IsRequired)), Is.EqualTo([("order", true), ("limit", false)]));
    }

    [Test]
    public async Task A_tool_in_a_plugin_runs_with_the_filters_of_the_kernel()
    {
        List<string> seen = [];
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(new Recorder(seen));
        kernel.Plugins.AddFromFunctions("remote", [Tool.AsKernelFunction()]);
        var result = await kernel.InvokeAsync("remote", "remote_status", new() { ["order"] = "W1" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(((JsonElement)result.GetValue<object>()!).GetString(), Is.EqualTo("W1 x3"));
        Assert.That(seen, Is.EqualTo(["remote.remote_status"]));
    }

    [Test]
    public void A_function_is_itself_already()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => 1, "one");
        Assert.That(function.AsKernelFunction(), Is.SameAs(function));
    }

    private sealed class Recorder(List<string> seen) : IFunctionInvocationFilter
    {
        public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            seen.Add(context.Function.ToString());
            return next(context);
        }
    }
}
