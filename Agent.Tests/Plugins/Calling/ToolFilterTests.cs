using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Plugins;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Tests.Plugins.Calling;

/// <summary>The filters as the host registers them, around tools that need no database.</summary>
internal sealed class ToolFilterTests
{
    private ProbeTools _tools = null!;
    private ServiceProvider _services = null!;

    [SetUp]
    public void Compose()
    {
        _tools = new();
        var services = new ServiceCollection();
        services.AddKernel();
        services.AddSingleton(_ => NpgsqlDataSource.Create("Host=nowhere.invalid")).AddLogging().AddAgentPlugins();
        services.AddSingleton(_ => ToolPlugin.Create("probe", "", _tools));
        services.Configure<ToolCallingOptions>(options =>
        {
            options.Timeout = TimeSpan.FromMilliseconds(200);
            options.Retry.Pause = TimeSpan.Zero;
        });
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task Dispose() => await _services.DisposeAsync();

    [Test]
    public async Task A_refusal_becomes_a_text() => Assert.That(await CallAsync("refuse"), Is.EqualTo("Error: not today"));

    [Test]
    public async Task A_fault_becomes_a_text_without_its_internals() =>
        Assert.That(await CallAsync("break"), Is.EqualTo("Error: break failed for a reason of its own; try again later"));

    [Test]
    public async Task A_fault_of_a_tool_that_changes_something_leaves_open_whether_it_did() => Assert.That(await CallAsync("change_and_break", key: "k1"),
        Is.EqualTo("Error: change_and_break failed for a reason of its own; it may still have taken effect, so look before you try again"));

    [Test]
    public void A_turn_that_is_broken_off_stays_broken_off()
    {
        using var broken = new CancellationTokenSource();
        broken.Cancel();
        Assert.That(() => Kernel().InvokeAsync("probe", "obey", cancellationToken: broken.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_refusal_outside_of_tools_stays_an_exception()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => ProbeTools.Refuse(), "plain");
        Assert.That(() => Kernel().InvokeAsync(function), Throws.InstanceOf<ToolException>());
    }

    [Test]
    public async Task Functions_that_are_no_tools_need_no_context()
    {
        var function = KernelFunctionFactory.CreateFromMethod((string any) => any, "plain");
        var result = await new Kernel(_services).InvokeAsync(function, new() { ["any"] = "fine", ["unknown"] = 1 });
        Assert.That(result.GetValue<string>(), Is.EqualTo("fine"));
    }

    [Test]
    public void A_tool_called_without_a_tenant_is_a_fault_that_names_the_key() =>
        Assert.That(() => new Kernel(_services, [.. _services.GetServices<KernelPlugin>()]).InvokeAsync("probe", "refuse"),
            Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("agent.tenant"));

    [Test]
    public async Task A_consequential_tool_needs_a_key()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await CallAsync("change"), Is.EqualTo("Error: change changes something and was called without an idempotency key; nothing was done"));
        Assert.That(_tools.Changes, Is.Zero);
        Assert.That(await CallAsync("change", key: "k1"), Is.EqualTo("changed 1"));
    }

    [TestCase("conversation_1:call_1", ExpectedResult = "conversation_1:call_1")]
    [TestCase("a\0b", ExpectedResult = "sha256:59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138", Description = "PostgreSQL stores no such character")]
    public string? A_key_is_stored_as(string key) => ToolCallContext.Of(Kernel(key)).IdempotencyKey;

    [Test]
    public void A_key_longer_than_an_index_entry_is_stored_by_its_hash() =>
        Assert.That(ToolCallContext.Of(Kernel(new string('k', 20_000))).IdempotencyKey, Does.StartWith("sha256:").And.Length.EqualTo(71));

    [TestCase("""{"text":"hello"}""", ExpectedResult = "hello|plain")]
    [TestCase("""{"text":"hello","more":["a","b"],"tone":"kind"}""", ExpectedResult = "hello|a|b|kind")]
    [TestCase("""{"text":"hello","more":null,"tone":null}""", ExpectedResult = "hello|plain", Description = "a null means the default")]
    [TestCase("""{"text":42,"more":[7]}""", ExpectedResult = "42|7|plain", Description = "an id without its quotes")]
    [TestCase("""{"TEXT":"hello"}""", ExpectedResult = "hello|plain")]
    [TestCase("{}", ExpectedResult = "Error: the argument 'text' is missing: what to say")]
    [TestCase("""{"text":null}""", ExpectedResult = "Error: the argument 'text' is missing: what to say")]
    [TestCase("""{"text":{"a":1}}""", ExpectedResult = "Error: the argument 'text' must be a text: what to say")]
    [TestCase("""{"text":"hello","more":"a"}""", ExpectedResult = "Error: the argument 'more' must be a list of texts: what else")]
    [TestCase("""{"text":"hello","more":[["a"]]}""", ExpectedResult = "Error: the argument 'more' must be a list of texts: what else")]
    [TestCase("""{"text":"hello","volume":11}""", ExpectedResult = "Error: echo has no argument 'volume'; it takes text, more, tone")]
    public async Task<string?> What_a_model_writes_is_read_or_named(string arguments) => await CallAsync("echo",
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments)!.ToDictionary(a => a.Key, a => (object?)a.Value));

    [Test]
    public async Task Arguments_may_also_come_as_nodes_or_objects()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await CallAsync("echo", new() { ["text"] = JsonValue.Create("node"), ["more"] = new JsonArray("a", 2) }), Is.EqualTo("node|a|2|plain"));
        Assert.That(await CallAsync("echo", new() { ["text"] = 5, ["more"] = new List<string> { "a" } }), Is.EqualTo("5|a|plain"));
    }

    [Test]
    public async Task A_tool_that_does_not_answer_is_given_up()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await CallAsync("wait"), Is.EqualTo("Error: wait did not answer within 0.2 seconds"));
        Assert.That(await CallAsync("change_slowly", key: "k1"),
            Is.EqualTo("Error: change_slowly did not answer within 0.2 seconds; it may still take effect, so look before you try again"));
    }

    [Test]
    public async Task A_timeout_of_the_tools_own_is_a_fault_not_ours()
    {
        _tools.Answer.SetException(new TimeoutException("pool exhausted"));
        Assert.That(await CallAsync("wait"), Is.EqualTo("Error: wait is not available at the moment; try again later"));
    }

    private Kernel Kernel(string? key = null)
    {
        var kernel = _services.GetRequiredService<Kernel>();
        kernel.Data[ToolCallData.Tenant] = "demo";
        kernel.Data[ToolCallData.IdempotencyKey] = key;
        kernel.Data[ToolCallData.Role] = ToolRoles.Agent;
        return kernel;
    }

    private async Task<string?> CallAsync(string tool, Dictionary<string, object?>? arguments = null, string? key = null) =>
        (await Kernel(key).InvokeAsync("probe", tool, new KernelArguments(arguments ?? []))).GetValue<string>();
}
