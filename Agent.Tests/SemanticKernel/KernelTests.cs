using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel;

internal sealed class KernelTests
{
    private static KernelPlugin Plugin(string name) =>
        KernelPluginFactory.CreateFromFunctions(name, [KernelFunctionFactory.CreateFromMethod(() => name, "name")]);

    [Test]
    public void A_container_gives_each_user_a_kernel_of_its_own()
    {
        ServiceCollection services = new();
        services.AddKernel();
        using var provider = services.BuildServiceProvider();
        var first = provider.GetRequiredService<Kernel>();
        var second = provider.GetRequiredService<Kernel>();
        first.Plugins.Add(Plugin("extra"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(second, Is.Not.SameAs(first));
        Assert.That(second.Plugins, Is.Empty);
    }

    [Test]
    public void A_container_gives_the_kernel_every_registered_plugin()
    {
        ServiceCollection services = new();
        services.AddKernel().Plugins.Add(Plugin("orders"));
        services.AddSingleton(Plugin("tickets"));
        using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<Kernel>().Plugins.Select(plugin => plugin.Name), Is.EquivalentTo(["orders", "tickets"]));
    }

    [Test]
    public void A_builder_of_a_container_does_not_build()
    {
        Assert.That(() => new ServiceCollection().AddKernel().Build(), Throws.InvalidOperationException);
    }

    [Test]
    public void A_builder_gives_its_services_and_plugins_to_the_kernel()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton("service");
        builder.Plugins.Add(Plugin("orders"));
        var kernel = builder.Build();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(kernel.GetRequiredService<string>(), Is.EqualTo("service"));
        Assert.That(kernel.Plugins.Contains("orders"), Is.True);
    }

    [Test]
    public void A_service_is_found_by_its_key()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddKeyedSingleton("small", "mini").AddKeyedSingleton("large", "full");
        var kernel = builder.Build();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(kernel.GetRequiredService<string>("large"), Is.EqualTo("full"));
        Assert.That(kernel.GetAllServices<string>(), Is.EquivalentTo(["mini", "full"]));
    }

    [Test]
    public void A_missing_service_is_a_kernel_error()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => new Kernel().GetRequiredService<string>(), Throws.InstanceOf<KernelException>());
        Assert.That(() => new Kernel().GetRequiredService<string>("key"), Throws.InstanceOf<KernelException>());
    }

    [Test]
    public void What_a_clone_changes_does_not_change_the_original()
    {
        Kernel kernel = new();
        kernel.Plugins.Add(Plugin("orders"));
        kernel.Data["tenant"] = "demo";
        var clone = kernel.Clone();
        clone.Plugins.Add(Plugin("tickets"));
        clone.Data["tenant"] = "other";
        using var scope = Assert.EnterMultipleScope();
        Assert.That(kernel.Plugins.Select(plugin => plugin.Name), Is.EqualTo(["orders"]));
        Assert.That(clone.Plugins.Select(plugin => plugin.Name), Is.EquivalentTo(["orders", "tickets"]));
        Assert.That(kernel.Data["tenant"], Is.EqualTo("demo"));
    }

    [Test]
    public async Task A_function_is_invoked_by_the_names_of_plugin_and_function()
    {
        Kernel kernel = new();
        kernel.Plugins.Add(Plugin("orders"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await kernel.InvokeAsync<string>("orders", "name"), Is.EqualTo("orders"));
        Assert.That(await kernel.InvokeAsync<string>("ORDERS", "Name"), Is.EqualTo("orders"));
        Assert.That(await kernel.InvokeAsync<string>(null, "name"), Is.EqualTo("orders"));
    }

    [Test]
    public void A_function_that_is_not_there_is_not_found()
    {
        Assert.That(async () => await new Kernel().InvokeAsync("orders", "name"), Throws.InstanceOf<KeyNotFoundException>());
    }
}
