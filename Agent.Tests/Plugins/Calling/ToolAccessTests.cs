using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling.Access;

namespace Agent.Tests.Plugins.Calling;

/// <summary>Who may call what: by role and scope before anything else, by identity in the tool.</summary>
internal sealed class ToolAccessTests
{
    private const string Everything = "customers:write knowledge:read orders:write products:read refunds:execute tickets:write";

    private static readonly ToolCaller Reader = new(ToolRoles.Customer, "orders:read customers:read");

    private SampleShop _shop = null!;

    [OneTimeSetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [TestCase("orders:read", "orders:read", ExpectedResult = true)]
    [TestCase("customers:read  orders:read", "orders:read", ExpectedResult = true)]
    [TestCase("orders:write", "orders:read", ExpectedResult = true, Description = "who may change may look")]
    [TestCase("orders:read", "orders:write", ExpectedResult = false)]
    [TestCase("orders:readers", "orders:read", ExpectedResult = false)]
    [TestCase("refunds:execute", "orders:write", ExpectedResult = false)]
    [TestCase("refunds:write", "refunds:execute", ExpectedResult = false)]
    [TestCase("", "orders:read", ExpectedResult = false)]
    [TestCase(null, "orders:read", ExpectedResult = false)]
    public bool A_scope_is_held(string? held, string wanted) => new ToolCaller(ToolRoles.Agent, held).Holds(wanted);

    [TestCase("operator", ExpectedResult = "operator")]
    [TestCase("Operator", ExpectedResult = "customer")]
    [TestCase("root", ExpectedResult = "customer")]
    [TestCase(null, ExpectedResult = "customer")]
    public string An_unknown_role_is_the_one_that_may_least(string? role) => new ToolCaller(role, null).EffectiveRole;

    [Test]
    public void The_list_of_tools_shows_what_may_be_called() =>
        Assert.That(_shop.Kernel(null).Plugins.SelectMany(plugin => plugin).VisibleTo(Reader).Select(tool => tool.Name), Is.EquivalentTo(
        [
            "find_user_id_by_email", "find_user_id_by_name_zip", "get_user_details", "get_order_details", "preview_item_change", "preview_payment_change", "preview_refund",
            "calculate", "think",
        ]));

    [Test]
    public async Task Without_the_scope_nothing_runs_and_the_scope_is_named()
    {
        var answer = await _shop.CallAsAsync(Reader, SampleShop.Mara, "orders", "cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, "k1");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer, Is.EqualTo("Error: the caller may not use cancel_pending_order: it needs the scope 'orders:write'"));
        Assert.That((await _shop.CallJsonAsync(SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000002" })).GetProperty("status").GetString(), Is.EqualTo("pending"));
    }

    [Test]
    public async Task Who_says_nothing_about_scopes_may_do_nothing_that_needs_one() => Assert.That(
        await _shop.CallAsAsync(new(ToolRoles.Agent, null), SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000002" }), Does.Contain("needs the scope"));

    [Test]
    public async Task A_customers_token_without_a_customer_reaches_nothing() => Assert.That(
        await _shop.CallAsAsync(new(ToolRoles.Customer, Everything), null, "customers", "find_user_id_by_email", new { email = "mara.olsen@example.com" }),
        Is.EqualTo("Error: the caller is a customer, but it is not said which one"));

    [TestCase(SampleShop.Tom)]
    [TestCase("nobody_at_all_1")]
    public async Task A_customers_token_finds_nobody_else(string customer) => Assert.That(
        await _shop.CallAsAsync(new(ToolRoles.Customer, Everything), customer, "customers", "find_user_id_by_email", new { email = "mara.olsen@example.com" }),
        Is.EqualTo("Error: user not found"));

    [Test]
    public async Task A_customers_token_sees_no_order_of_another_customer_or_tenant()
    {
        var caller = new ToolCaller(ToolRoles.Customer, Everything);
        await _shop.Database.SeedAsync("other");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _shop.CallAsAsync(caller, SampleShop.Tom, "orders", "get_order_details", new { order_id = "#W1000001" }), Is.EqualTo("Error: order not found"));
        Assert.That(await _shop.CallAsAsync(caller, SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000001" }, tenant: "nowhere"),
            Is.EqualTo("Error: order not found"));
        Assert.That(await _shop.CallAsAsync(caller, SampleShop.Mara, "orders", "get_order_details", new { order_id = "#W1000001" }, tenant: BackOfficeDatabase.DemoTenant), Does.StartWith("{"));
    }
}
