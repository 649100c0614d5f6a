using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Plugins;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Mcp.Remote;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins.Airline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Tests.Host.Mcp;

/// <summary>The second business over MCP: lists of records in arguments, in dollars and in cents, and the workflow's own tools from a tool server.</summary>
internal sealed class McpAirlineTests
{
    private const string Switch = "Tools:Businesses:0";
    private ToolHost _tools = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _tools = await ToolHost.StartAsync(new Dictionary<string, string?> { [Switch] = "airline" });
        var folder = Directory.CreateTempSubdirectory("airline").FullName;
        await SampleAirline.WriteAsync(folder);
        await _tools.Get<BackOfficeDatabase>().ImportAsync(AirlineRecordings.Format, folder, SampleAirline.Tenant);
        Directory.Delete(folder, recursive: true);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _tools.DisposeAsync();

    [Test]
    public async Task An_amount_in_a_list_of_records_is_dollars_in_the_first_version_and_cents_in_the_second()
    {
        var dollars = SampleAirline.Booking();
        var cents = SampleAirline.Booking();
        cents["payment_methods"] = new JsonArray(new JsonObject { ["payment_id"] = "credit_card_1", ["amount_minor"] = 100_00 });
        var first = await CallAsync("book_reservation", dollars, "/mcp/v1");
        var second = await CallAsync("book_reservation", cents, "/mcp/v2");
        var mixed = await CallAsync("book_reservation", dollars, "/mcp/v2");
        var found = await CallAsync("search_direct_flight", new JsonObject { ["origin"] = "PHL", ["destination"] = "LGA", ["date"] = "2024-05-20" }, "/mcp/v2");
        using var scope = Assert.EnterMultipleScope();
        Assert.That((decimal)JsonNode.Parse(first.Text)!["payment_history"]![0]!["amount"]!, Is.EqualTo(100));
        Assert.That((long)JsonNode.Parse(second.Text)!["payment_history"]![0]!["amount_minor"]!, Is.EqualTo(100_00));
        Assert.That(mixed.Text, Does.Contain("there is no argument 'amount' in this version"));
        Assert.That((long)JsonNode.Parse(found.Text)![0]!["prices_minor"]!["business"]!, Is.EqualTo(200_00));
    }

    [Test]
    public async Task A_client_is_told_what_a_record_holds()
    {
        var answer = await ToolHost.SendAsync(_tools.Client, ToolHost.Request("tools/list", []), path: "/mcp/v2");
        var book = answer.Json!["result"]!["tools"]!.AsArray().Single(tool => (string)tool!["name"]! == "book_reservation")!["inputSchema"]!["properties"]!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(book["payment_methods"]!["items"]!["required"]!.AsArray().Select(name => (string)name!), Is.EqualTo(["payment_id", "amount_minor"]));
        Assert.That(book["passengers"]!["items"]!["additionalProperties"]!.GetValue<bool>(), Is.False);
        Assert.That(book["flights"]!["items"]!["required"]!.AsArray().Select(name => (string)name!), Is.EqualTo(["flight_number", "date"]));
    }

    [TestCase("""[{"payment_id":"credit_card_1"}]""", "payment_methods[0]' must have the member 'amount'")]
    [TestCase("""[{"payment_id":"credit_card_1","amount":100,"approved":true}]""", "payment_methods[0].approved' is not expected")]
    [TestCase("""[{"payment_id":7,"amount":100}]""", "payment_methods[0].payment_id' must be of the type string")]
    [TestCase("""[{"payment_id":"a\u0000","amount":100}]""", "must hold no characters that cannot be written down")]
    [TestCase("""{"payment_id":"credit_card_1","amount":100}""", "payment_methods' must be of the type array")]
    public async Task A_wrong_record_is_named_with_its_place(string payments, string fault)
    {
        var wish = SampleAirline.Booking();
        wish["payment_methods"] = JsonNode.Parse(payments);
        Assert.That((await CallAsync("book_reservation", wish, "/mcp/v1")).Text, Does.StartWith("Error: the argument '").And.Contains(fault));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_kernel_whose_tools_run_elsewhere_books_the_same_way(CancellationToken cancellationToken)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tools:Mode"] = "mcp", ["Tools:Servers:shop:Url"] = $"{_tools.Address}/v1", ["Tools:Servers:shop:Trust"] = "own", [Switch] = "airline",
        });
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=nowhere"));
        builder.Services.AddKernel();
        builder.Services.AddAgentPlugins();
        builder.Services.AddRemoteTools();
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var kernel = host.Services.GetRequiredService<Kernel>();
        foreach (var (key, value) in new Dictionary<string, string>
        {
            [ToolCallData.Tenant] = SampleAirline.Tenant, [ToolCallData.CustomerId] = SampleAirline.Ida, [ToolCallData.IdempotencyKey] = "c-1:call_1",
            [ToolCallData.Role] = ToolRoles.Agent, [ToolCallData.Scopes] = string.Join(' ', ToolScopes.All),
        })
        {
            kernel.Data[key] = value;
        }

        var wish = JsonSerializer.SerializeToElement(SampleAirline.Booking()).EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value);
        var result = (await kernel.InvokeAsync("reservations", "book_reservation", new KernelArguments(wish), cancellationToken)).GetValue<string>();
        await host.StopAsync(cancellationToken);
        Assert.That(result, Does.StartWith("{").And.Contains("HATHA"));
    }

    private Task<McpAnswer> CallAsync(string tool, JsonObject arguments, string path) =>
        _tools.CallAsync(tool, arguments, key: Guid.NewGuid().ToString(), customer: SampleAirline.Ida, path: path, meta: new() { ["agent.tenant"] = SampleAirline.Tenant });
}
