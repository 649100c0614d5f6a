using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel;

internal sealed class FunctionChoiceTests
{
    private static readonly Kernel Kernel = KernelWithOrders();

    private static Kernel KernelWithOrders()
    {
        Kernel kernel = new();
        kernel.Plugins.AddFromFunctions(
            "orders", [KernelFunctionFactory.CreateFromMethod(() => "shipped", "status"), KernelFunctionFactory.CreateFromMethod(() => "done", "cancel")]);
        return kernel;
    }

    private static ChatOptions Options(FunctionChoiceBehavior behavior, Kernel? kernel) =>
        new PromptExecutionSettings { FunctionChoiceBehavior = behavior }.ToChatOptions(kernel)!;

    [Test]
    public void All_functions_of_the_kernel_are_offered_unless_some_are_named()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Options(FunctionChoiceBehavior.Auto(), Kernel).Tools!.Select(tool => tool.Name), Is.EquivalentTo(["orders_status", "orders_cancel"]));
        Assert.That(Options(new AutoFunctionChoiceBehavior { Functions = ["orders.status"] }, Kernel).Tools!.Single().Name, Is.EqualTo("orders_status"));
        Assert.That(Options(FunctionChoiceBehavior.Auto([Kernel.Plugins["orders"]["cancel"]]), Kernel).Tools!.Single().Name, Is.EqualTo("orders_cancel"));
        Assert.That(Options(FunctionChoiceBehavior.Auto([]), Kernel).Tools, Is.Null.Or.Empty);
    }

    [Test]
    public void The_behavior_is_the_tool_mode()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Options(FunctionChoiceBehavior.Auto(), Kernel).ToolMode, Is.EqualTo(ChatToolMode.Auto));
        Assert.That(Options(FunctionChoiceBehavior.Required(), Kernel).ToolMode, Is.EqualTo(ChatToolMode.RequireAny));
        Assert.That(Options(FunctionChoiceBehavior.None(), Kernel).ToolMode, Is.EqualTo(ChatToolMode.None));
    }

    [Test]
    public void Parallel_calls_are_allowed_as_the_options_say()
    {
        Assert.That(Options(FunctionChoiceBehavior.Auto(options: new() { AllowParallelCalls = false }), Kernel).AllowMultipleToolCalls, Is.False);
    }

    [Test]
    public void A_function_that_is_to_be_called_automatically_must_be_in_the_kernel()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => Options(new AutoFunctionChoiceBehavior { Functions = ["orders.missing"] }, Kernel), Throws.InstanceOf<KernelException>());
        Assert.That(() => Options(FunctionChoiceBehavior.Auto(), kernel: null), Throws.InstanceOf<KernelException>());
    }

    [Test]
    public void A_function_the_caller_calls_itself_need_not_be_in_the_kernel()
    {
        var own = KernelFunctionFactory.CreateFromMethod(() => 1, "own");
        Assert.That(Options(FunctionChoiceBehavior.Auto([own], autoInvoke: false), new Kernel()).Tools!.Single().Name, Is.EqualTo("own"));
    }
}
