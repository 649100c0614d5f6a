using Agent.Processes;
using Agent.Processes.Prompts;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Prompts;

internal sealed class PromptRouteTests
{
    private static readonly string s_file = Path.Combine(AppContext.BaseDirectory, "prompts.yaml");

    [TestCase(PromptNames.InputGuardrail, "small")]
    [TestCase(PromptNames.Triage, "small")]
    [TestCase(PromptNames.Confirmation, "small")]
    [TestCase(PromptNames.ConversationSummary, "small")]
    [TestCase(PromptNames.GeneralAgent, "small")]
    [TestCase(PromptNames.OrdersAgent, "large")]
    public void Without_routes_the_prompt_says_which_model(string prompt, string model) => Assert.That(For(prompt, []), Is.EqualTo(model));

    [Test]
    public void The_first_route_that_fits_holds()
    {
        PromptRoute[] routes =
        [
            new() { Prompt = PromptNames.OrdersAgent, MaxMessageCharacters = 20, Model = "small" },
            new() { Tenant = "acme", Model = "large" },
            new() { Channel = "teams", Model = "small" },
        ];
        using var scope = Assert.EnterMultipleScope();
        Assert.That(For(PromptNames.OrdersAgent, routes, text: "where is it?"), Is.EqualTo("small"), "a short question");
        Assert.That(For(PromptNames.OrdersAgent, routes, text: new('x', 21)), Is.EqualTo("large"));
        Assert.That(For(PromptNames.OrdersAgent, routes, channel: "teams", text: new('x', 21)), Is.EqualTo("small"));
        Assert.That(For(PromptNames.OrdersAgent, routes, tenant: "acme", channel: "teams", text: new('x', 21)), Is.EqualTo("large"), "the tenant's comes before the channel's");
        Assert.That(For(PromptNames.GeneralAgent, routes, tenant: "acme"), Is.EqualTo("large"));
        Assert.That(For(PromptNames.Triage, routes, tenant: "acme"), Is.EqualTo("small"), "triage is written for the small model alone");
    }

    [Test]
    public void A_routed_prompt_is_the_same_but_for_its_model()
    {
        var prompts = PromptLibrary.Load(s_file, [new() { Model = "small" }]);
        var (written, routed) = (prompts[PromptNames.OrdersAgent], prompts.For(KernelOf("demo", "web"), PromptNames.OrdersAgent, "hi"));
        Assert.That((routed.Name, routed.Version, routed.Hash, routed.ServiceId), Is.EqualTo((written.Name, written.Version, written.Hash, "small")));
        Assert.That(routed.CreateOptions(new()).MaxOutputTokens, Is.EqualTo(900));
    }

    [Test]
    public void A_route_to_nowhere_stops_the_start()
    {
        var options = new PromptOptions();
        options.Routes["a"] = new() { Prompt = "order_agent", Model = "small" };
        options.Routes["b"] = new() { Model = "tiny" };
        options.Routes["c"] = new() { Model = "small", MaxMessageCharacters = 0 };
        var result = new PromptOptionsValidator().Validate(null, options);
        Assert.That(result.Failures!.Select(fault => fault[..fault.IndexOf(' ', StringComparison.Ordinal)]), Is.EquivalentTo((string[])["Prompts:Routes:a:", "Prompts:Routes:b:", "Prompts:Routes:c:"]));
        Assert.That(result.FailureMessage, Does.Contain("there is no prompt 'order_agent'; there are input_guardrail"));
    }

    private static string For(string prompt, PromptRoute[] routes, string tenant = "demo", string channel = "web", string text = "") =>
        PromptLibrary.Load(s_file, routes).For(KernelOf(tenant, channel), prompt, text).ServiceId;

    private static Kernel KernelOf(string tenant, string channel)
    {
        var kernel = new Kernel();
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(new(tenant, "c1"), "mara", channel, "t1");
        return kernel;
    }
}
