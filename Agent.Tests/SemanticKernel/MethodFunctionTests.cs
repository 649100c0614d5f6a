using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using DescriptionAttribute = System.ComponentModel.DescriptionAttribute;

namespace Agent.Tests.SemanticKernel;

internal sealed class MethodFunctionTests
{
    private static KernelFunction Of(string method) =>
        KernelFunctionFactory.CreateFromMethod(typeof(Methods).GetMethod(method)!, new Methods());

    private static Task<FunctionResult> InvokeAsync(Delegate method, KernelArguments? arguments = null, Kernel? kernel = null) =>
        (kernel ?? new Kernel()).InvokeAsync(KernelFunctionFactory.CreateFromMethod(method, "test"), arguments);

    [TestCase(nameof(Methods.GetAsync), "Get")]
    [TestCase(nameof(Methods.RunAsync), "Run")]
    [TestCase(nameof(Methods.StreamAsync), "Stream")]
    [TestCase(nameof(Methods.NotReallyAsync), "NotReallyAsync")]
    [TestCase(nameof(Methods.Renamed), "other_name")]
    public void The_name_is_the_attributes_or_the_methods_without_Async_if_it_is_awaitable(string method, string expected)
    {
        Assert.That(Of(method).Name, Is.EqualTo(expected));
    }

    [Test]
    public void Descriptions_types_and_defaults_are_those_of_the_method()
    {
        var metadata = Of(nameof(Methods.Described)).Metadata;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(metadata.Description, Is.EqualTo("Finds orders."));
        Assert.That(metadata.Parameters[0].Description, Is.EqualTo("Order number"));
        Assert.That(metadata.Parameters[0].ParameterType, Is.EqualTo(typeof(string)));
        Assert.That(metadata.Parameters[1].DefaultValue, Is.EqualTo(7));
        Assert.That(metadata.ReturnParameter.ParameterType, Is.EqualTo(typeof(int)));
        Assert.That(metadata.ReturnParameter.Description, Is.EqualTo("How many"));
    }

    [Test]
    public void A_parameter_is_required_unless_it_is_optional_whether_or_not_it_is_nullable()
    {
        var parameters = Of(nameof(Methods.Optional)).Metadata.Parameters;
        Assert.That(parameters.Select(parameter => parameter.IsRequired), Is.EqualTo([true, false]));
    }

    [Test]
    public void What_the_kernel_fills_in_is_no_parameter_of_the_function()
    {
        Assert.That(Of(nameof(Methods.Filled)).Metadata.Parameters.Select(parameter => parameter.Name), Is.EqualTo(["text"]));
    }

    [Test]
    public async Task The_kernel_fills_in_what_it_has()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton("plain").AddKeyedSingleton("key", "keyed");
        var result = await builder.Build().InvokeAsync<string>(Of(nameof(Methods.Filled)), new() { ["text"] = "given" });
        Assert.That(result, Is.EqualTo("given Filled 1 plain keyed"));
    }

    [Test]
    public async Task A_service_the_kernel_lacks_is_a_kernel_error_or_the_default()
    {
        Kernel kernel = new();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(async () => await kernel.InvokeAsync(Of(nameof(Methods.NeedsService))), Throws.InstanceOf<KernelException>());
        Assert.That(await kernel.InvokeAsync<string>(Of(nameof(Methods.MayHaveService))), Is.EqualTo("none"));
    }

    [Test]
    public async Task Text_is_converted_in_the_invariant_culture()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await InvokeAsync((int value) => value, new() { ["value"] = "42" })).GetValue<int>(), Is.EqualTo(42));
        Assert.That((await InvokeAsync((decimal value) => value, new() { ["value"] = "1.5" })).GetValue<decimal>(), Is.EqualTo(1.5m));
        Assert.That((await InvokeAsync((bool value) => value, new() { ["value"] = "true" })).GetValue<bool>(), Is.True);
        Assert.That((await InvokeAsync((DayOfWeek value) => value, new() { ["value"] = "friday" })).GetValue<DayOfWeek>(), Is.EqualTo(DayOfWeek.Friday));
        Assert.That((await InvokeAsync((int? value) => value, new() { ["value"] = "7" })).GetValue<int?>(), Is.EqualTo(7));
    }

    [Test]
    public async Task Json_is_deserialised_into_the_type_of_the_parameter()
    {
        var json = JsonSerializer.SerializeToElement(new { Id = "W1", Items = new[] { 1, 2 } });
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await InvokeAsync((Order value) => value.Items[1], new() { ["value"] = json })).GetValue<int>(), Is.EqualTo(2));
        Assert.That((await InvokeAsync((Order value) => value.Id, new() { ["value"] = json.GetRawText() })).GetValue<string>(), Is.EqualTo("W1"));
        Assert.That((await InvokeAsync((string[] value) => value.Length, new() { ["value"] = JsonSerializer.SerializeToElement(new[] { "a" }) })).GetValue<int>(), Is.EqualTo(1));
        Assert.That((await InvokeAsync((string value) => value, new() { ["value"] = JsonSerializer.SerializeToElement("text") })).GetValue<string>(), Is.EqualTo("text"));
    }

    [Test]
    public async Task A_value_of_the_right_type_is_passed_as_it_is()
    {
        Order order = new("W1", []);
        Assert.That((await InvokeAsync((Order value) => value, new() { ["value"] = order })).GetValue<Order>(), Is.SameAs(order));
    }

    [TestCase("not a number")]
    [TestCase("")]
    public void A_value_that_cannot_be_converted_is_out_of_range(string value)
    {
        Assert.That(async () => await InvokeAsync((int number) => number, new() { ["number"] = value }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_missing_argument_is_a_kernel_error_with_the_argument_inside()
    {
        Assert.That(async () => await InvokeAsync((string order) => order), Throws.InstanceOf<KernelException>().With.InnerException.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task A_missing_optional_argument_takes_its_default()
    {
        Assert.That(await new Kernel().InvokeAsync<string>(Of(nameof(Methods.Optional)), new() { ["text"] = "a" }), Is.EqualTo("a7"));
    }

    [Test]
    public async Task The_result_is_what_the_method_returns_once_awaited()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await InvokeAsync(() => "plain")).GetValue<string>(), Is.EqualTo("plain"));
        Assert.That((await InvokeAsync(async () => { await Task.Yield(); return "task"; })).GetValue<string>(), Is.EqualTo("task"));
        Assert.That((await InvokeAsync(() => new ValueTask<int>(3))).GetValue<int>(), Is.EqualTo(3));
        Assert.That((await InvokeAsync(async () => { await Task.Yield(); })).ValueType, Is.Null);
        Assert.That((await InvokeAsync(() => { })).GetValue<object>(), Is.Null);
    }

    [Test]
    public void An_exception_of_the_method_passes_through_as_it_is()
    {
        Assert.That(async () => await InvokeAsync(string () => throw new TimeoutException("slow")), Throws.TypeOf<TimeoutException>().With.Message.EqualTo("slow"));
    }

    [Test]
    public async Task A_cancellation_is_wrapped_and_names_the_function()
    {
        using CancellationTokenSource source = new();
        var function = KernelFunctionFactory.CreateFromMethod(async (CancellationToken token) => await Task.Delay(Timeout.Infinite, token), "wait");
        var running = new Kernel().InvokeAsync(function, cancellationToken: source.Token);
        await source.CancelAsync();
        var exception = (await Assert.ThrowsAsync<KernelFunctionCanceledException>(() => running))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(exception.Function, Is.SameAs(function));
        Assert.That(exception.InnerException, Is.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_function_does_not_start_once_cancelled()
    {
        var function = KernelFunctionFactory.CreateFromMethod(void () => throw new AssertionException("started"), "never");
        Assert.That(
            async () => await new Kernel().InvokeAsync(function, cancellationToken: new(canceled: true)), Throws.InstanceOf<KernelFunctionCanceledException>());
    }

    [Test]
    public async Task A_stream_is_passed_on_piece_by_piece_and_anything_else_as_one()
    {
        Kernel kernel = new();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await kernel.InvokeStreamingAsync<int>(Of(nameof(Methods.StreamAsync))).ToListAsync(), Is.EqualTo([1, 2]));
        Assert.That(await kernel.InvokeStreamingAsync<string>(Of(nameof(Methods.Renamed))).ToListAsync(), Is.EqualTo(["renamed"]));
    }

    [Test]
    public void The_schema_has_the_parameters_a_caller_supplies()
    {
        var schema = Of(nameof(Methods.Described)).JsonSchema;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(schema.GetProperty("type").GetString(), Is.EqualTo("object"));
        Assert.That(schema.GetProperty("properties").GetProperty("id").GetProperty("description").GetString(), Is.EqualTo("Order number"));
        Assert.That(schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()), Is.EqualTo(["id"]));
    }

    [Test]
    public async Task Called_as_a_tool_its_result_is_json()
    {
        AIFunction tool = KernelFunctionFactory.CreateFromMethod((string id) => new Order(id, [1]), "order");
        var result = await tool.InvokeAsync(new() { ["id"] = "W1" });
        Assert.That(((JsonElement)result!).GetProperty("Id").GetString(), Is.EqualTo("W1"));
    }

    [Test]
    public void Given_options_override_those_of_the_method()
    {
        var function = KernelFunctionFactory.CreateFromMethod((string id) => id, new KernelFunctionFromMethodOptions
        {
            FunctionName = "other",
            Description = "Another.",
            Parameters = [new KernelParameterMetadata("id") { Description = "Given" }],
            AdditionalMetadata = new(new Dictionary<string, object?> { ["consequential"] = true }),
        });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(function.Name, Is.EqualTo("other"));
        Assert.That(function.Metadata.Parameters.Single().Description, Is.EqualTo("Given"));
        Assert.That(function.Metadata.AdditionalProperties["consequential"], Is.True);
    }

    private sealed record Order(string Id, int[] Items);

    private sealed class Methods
    {
        [KernelFunction]
        public Task<int> GetAsync() => Task.FromResult(1);

        [KernelFunction]
        public ValueTask RunAsync() => ValueTask.CompletedTask;

        [KernelFunction]
        public IAsyncEnumerable<int> StreamAsync() => new[] { 1, 2 }.ToAsyncEnumerable();

        [KernelFunction]
        public int NotReallyAsync() => 1;

        [KernelFunction("other_name")]
        public string Renamed() => "renamed";

        [KernelFunction, Description("Finds orders.")]
        [return: Description("How many")]
        public Task<int> Described([Description("Order number")] string id, int limit = 7) => Task.FromResult(id.Length + limit);

        [KernelFunction]
        public string Optional(string? text, int? number = 7) => text + number;

        [KernelFunction]
        public string NeedsService([FromKernelServices] Order order) => order.Id;

        [KernelFunction]
        public string MayHaveService([FromKernelServices] Order? order = null) => order?.Id ?? "none";

        [KernelFunction]
        public string Filled(
            string text, Kernel kernel, KernelFunction function, KernelArguments arguments, ILoggerFactory loggers, ILogger logger, CultureInfo culture,
            IFormatProvider format, [FromKernelServices] string plain, [FromKernelServices("key")] string keyed, CancellationToken cancellationToken) =>
            $"{text} {function.Name} {arguments.Count} {plain} {keyed}";
    }
}
