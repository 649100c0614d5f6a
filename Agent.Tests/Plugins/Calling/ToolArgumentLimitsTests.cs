using System.Text.Json;
using Agent.Plugins.Calling.Arguments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Calling;

/// <summary>Arguments that no honest caller writes, against the real tools: each is named, nothing is done, nothing breaks.</summary>
internal sealed class ToolArgumentLimitsTests
{
    private SampleShop _shop = null!;

    [OneTimeSetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","amount":"all of it"}""", "the argument 'amount' must be a number")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","amount":[1]}""", "the argument 'amount' must be a number")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","amount":-5}""", "must be an amount in dollars, more than 0")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","amount":0.001}""", "must be an amount in dollars, more than 0")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","amount":1e300}""", "the argument 'amount' must be a number")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","refund_to":"my_own_account"}""", "must be one of original_payment, store_credit")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","approved":true}""", "process_refund has no argument 'approved'; it takes order_id, reason")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":"broken","tier":"gold"}""", "process_refund has no argument 'tier'")]
    [TestCase("refunds", "process_refund", """{"order_id":"#W1000001","reason":""}""", "the argument 'reason' must have 1 to 500 characters")]
    [TestCase("refunds", "process_refund", """{"order_id":{"$ne":null},"reason":"broken"}""", "the argument 'order_id' must be a text")]
    [TestCase("orders", "get_order_details", """{"order_id":true}""", "the argument 'order_id' must be a text")]
    [TestCase("orders", "get_order_details", """{"order_id":"#W1\u0000"}""", "must hold no characters that cannot be written down")]
    [TestCase("tickets", "create_ticket", """{"team":"root","subject":"a","body":"b"}""", "the argument 'team' must be one of orders, billing, technical, general, human")]
    [TestCase("knowledge", "search_knowledge", """{"query":"returns","limit":1000000}""", "the argument 'limit' must be a number from 1 to 5")]
    [TestCase("knowledge", "search_knowledge", """{"query":"returns","limit":1.5}""", "the argument 'limit' must be a whole number")]
    public async Task A_wrong_argument_is_named(string plugin, string tool, string arguments, string expected)
    {
        var answer = await _shop.CallAsync(SampleShop.Mara, plugin, tool, JsonSerializer.Deserialize<JsonElement>(arguments), Guid.NewGuid().ToString());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer, Does.StartWith("Error: ").And.Contains(expected));
        Assert.That(await CountAsync("SELECT count(*) FROM backoffice.refunds"), Is.Zero);
    }

    [TestCase("#W1000001'; DROP TABLE backoffice.orders; --")]
    [TestCase("' OR '1'='1")]
    [TestCase("#W1000001' UNION SELECT * FROM backoffice.customers --")]
    public async Task SQL_in_a_text_is_a_text(string orderId)
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = orderId }), Is.EqualTo("Error: order not found"));
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "knowledge", "search_knowledge", new { query = orderId + " & ! | ( :* <->" }), Does.StartWith("{"));
        Assert.That(await CountAsync("SELECT count(*) FROM backoffice.orders"), Is.GreaterThan(500));
    }

    [Test]
    public async Task A_list_of_ten_thousand_items_is_refused_before_anything_reads_it()
    {
        var arguments = new { order_id = "#W1000001", item_ids = Enumerable.Repeat("1008292230", 10_000).ToArray(), payment_method_id = "credit_card_1001001" };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "orders", "return_delivered_order_items", arguments, "k-list"),
            Is.EqualTo("Error: the argument 'item_ids' must have at most 100 entries"));
        Assert.That(await _shop.CallAsync(SampleShop.Mara, "orders", "return_delivered_order_items", arguments with { item_ids = [new string('9', 5_000)] }, "k-long"),
            Is.EqualTo("Error: the argument 'item_ids' must hold texts of at most 200 characters"));
    }

    [Test]
    public void A_model_is_told_the_limits_it_is_held_to()
    {
        var schema = _shop.Kernel(null).Plugins.GetFunction("refunds", "process_refund").JsonSchema.GetProperty("properties");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(schema.GetProperty("amount").GetProperty("type").GetString(), Is.EqualTo("number"));
        Assert.That(schema.GetProperty("reason").GetProperty("maxLength").GetInt32(), Is.EqualTo(500));
        Assert.That(schema.GetProperty("refund_to").GetProperty("enum").EnumerateArray().Select(value => value.GetString()), Is.EqualTo(["original_payment", "store_credit"]));
    }

    [TestCase("""{"name":"a"}""", ExpectedResult = null)]
    [TestCase("""{"name":5}""", ExpectedResult = ".name must be of the type string")]
    [TestCase("""{}""", ExpectedResult = " must have the member 'name'")]
    [TestCase("""{"name":"a","other":1}""", ExpectedResult = ".other is not expected")]
    [TestCase("""{"name":"abcdef"}""", ExpectedResult = ".name must have at most 5 characters")]
    [TestCase("""{"name":"a","lines":[1,2,"x"]}""", ExpectedResult = ".lines[2] must be of the type integer")]
    [TestCase("""{"name":"a","lines":[1,2,3,4]}""", ExpectedResult = ".lines must have at most 3 entries")]
    [TestCase("""{"name":"a","lines":[99]}""", ExpectedResult = ".lines[0] must be at most 10")]
    [TestCase("""{"name":"a","mode":"c"}""", ExpectedResult = ".mode must be one of a, b")]
    public string? What_another_servers_schema_forbids_is_found(string value)
    {
        const string Schema = """
            {"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","maxLength":5},
             "lines":{"type":"array","maxItems":3,"items":{"type":"integer","maximum":10}},"mode":{"enum":["a","b"]}}}
            """;
        return SchemaCheck.FindFault(JsonSerializer.Deserialize<JsonElement>(value), JsonSerializer.Deserialize<JsonElement>(Schema)) is { } fault ? $"{fault.Path} {fault.Expected}" : null;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = _shop.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
