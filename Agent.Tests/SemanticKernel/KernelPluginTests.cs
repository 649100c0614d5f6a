using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using DescriptionAttribute = System.ComponentModel.DescriptionAttribute;

namespace Agent.Tests.SemanticKernel;

internal sealed class KernelPluginTests
{
    private static KernelFunction Function(string name) => KernelFunctionFactory.CreateFromMethod(() => name, name);

    [Test]
    public void Functions_are_looked_up_without_regard_to_case()
    {
        var plugin = KernelPluginFactory.CreateFromFunctions("orders", [Function("status")]);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(plugin["STATUS"].Name, Is.EqualTo("status"));
        Assert.That(plugin.Contains("Status"), Is.True);
        Assert.That(() => plugin["missing"], Throws.InstanceOf<KeyNotFoundException>());
    }

    [TestCase("with-hyphen")]
    [TestCase("with.dot")]
    [TestCase("with space")]
    public void A_plugin_name_has_only_letters_digits_and_underscores(string name)
    {
        Assert.That(() => KernelPluginFactory.CreateFromFunctions(name, [Function("status")]), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void A_function_name_may_have_hyphens_but_no_dots()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Function("with-hyphen").Name, Is.EqualTo("with-hyphen"));
        Assert.That(() => Function("with.dot"), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void A_class_gives_its_marked_methods_of_any_visibility_instance_and_static()
    {
        var plugin = KernelPluginFactory.CreateFromObject(new Orders(new Clerk("Ada")), "orders");
        Assert.That(plugin.Select(function => function.Name), Is.EquivalentTo(["status", "Cancel", "version"]));
    }

    [Test]
    public void A_plugin_is_named_and_described_by_its_class()
    {
        var plugin = KernelPluginFactory.CreateFromObject(new Orders(new Clerk("Ada")));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(plugin.Name, Is.EqualTo("Orders"));
        Assert.That(plugin.Description, Is.EqualTo("What was bought."));
    }

    [Test]
    public void A_class_without_functions_is_refused()
    {
        Assert.That(() => KernelPluginFactory.CreateFromObject(new Clerk("Ada")), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task The_container_supplies_what_the_constructor_of_a_plugin_needs()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(new Clerk("Ada"));
        builder.Plugins.AddFromType<Orders>("orders");
        Assert.That(await builder.Build().InvokeAsync<string>("orders", "status"), Is.EqualTo("Ada says: shipped"));
    }

    [Test]
    public void A_function_added_to_a_plugin_takes_its_name()
    {
        var original = Function("status");
        var plugin = KernelPluginFactory.CreateFromFunctions("orders", [original]);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(plugin["status"].PluginName, Is.EqualTo("orders"));
        Assert.That(plugin["status"].ToString(), Is.EqualTo("orders.status"));
        Assert.That(original.PluginName, Is.Null);
    }

    [Test]
    public void For_a_model_a_function_is_named_plugin_and_function()
    {
        AITool tool = KernelPluginFactory.CreateFromFunctions("orders", [Function("status")])["status"];
        Assert.That(tool.Name, Is.EqualTo("orders_status"));
    }

    [Test]
    public async Task A_tool_runs_in_the_kernel_it_is_bound_to()
    {
        Kernel kernel = new();
        kernel.Data["tenant"] = "demo";
        var tenant = KernelFunctionFactory.CreateFromMethod((Kernel current) => current.Data["tenant"], "tenant");
        var tool = KernelPluginFactory.CreateFromFunctions("session", [tenant]).AsAIFunctions(kernel).Single();
        Assert.That((await tool.InvokeAsync())?.ToString(), Is.EqualTo("demo"));
    }

    [Test]
    public void Two_plugins_of_one_name_are_refused()
    {
        KernelPluginCollection plugins = [KernelPluginFactory.CreateFromFunctions("orders", [Function("a")])];
        Assert.That(() => plugins.AddFromFunctions("ORDERS", [Function("b")]), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void The_functions_of_a_class_are_described_without_an_instance()
    {
        var functions = KernelFunctionMetadataFactory.CreateFromType(typeof(Orders));
        Assert.That(functions.Select(function => function.Name), Is.EquivalentTo(["status", "Cancel", "version"]));
    }

    private sealed record Clerk(string Name);

    [Description("What was bought.")]
    private sealed class Orders(Clerk clerk)
    {
        [KernelFunction("status")]
        public string Status() => $"{clerk.Name} says: shipped";

        [KernelFunction]
        internal Task CancelAsync() => Task.CompletedTask;

        [KernelFunction("version")]
        private static string Version() => "1";

        public string NotAFunction() => "no";
    }
}
