namespace Agent.Tests.Plugins.Customers;

internal sealed class CustomersPluginTests
{
    private SampleShop _shop = null!;

    [OneTimeSetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [TestCase("mara.olsen@example.com")]
    [TestCase("  Mara.Olsen@Example.COM ")]
    public async Task A_visitor_is_found_by_email_however_it_is_written(string email) =>
        Assert.That(await _shop.CallAsync(null, "customers", "find_user_id_by_email", new { email }), Is.EqualTo("mara_olsen_1001"));

    [TestCase("nobody@example.com")]
    [TestCase("' OR '1'='1")]
    [TestCase("%")]
    public async Task An_unknown_email_is_answered_as_such(string email) =>
        Assert.That(await _shop.CallAsync(null, "customers", "find_user_id_by_email", new { email }), Is.EqualTo("Error: user not found"));

    [TestCase("Mara", "Olsen", "97201", ExpectedResult = "mara_olsen_1001")]
    [TestCase("mara", "OLSEN", " 97201", ExpectedResult = "mara_olsen_1001")]
    [TestCase("Mara", "Olsen", "97202", ExpectedResult = "Error: user not found")]
    [TestCase("Mara", "Becker", "97201", ExpectedResult = "Error: user not found")]
    public async Task<string> A_visitor_is_found_by_name_and_zip(string first_name, string last_name, string zip) =>
        await _shop.CallAsync("guest", "customers", "find_user_id_by_name_zip", new { first_name, last_name, zip });

    [Test]
    public async Task Two_customers_of_one_name_and_zip_are_not_confused()
    {
        await using var shop = await SampleShop.OpenAsync();
        await using var twin = shop.DataSource.CreateCommand("""
            INSERT INTO backoffice.customers SELECT tenant, 'mara_olsen_2', tier, first_name, last_name, 'second@example.com', name_key, address1, address2,
                   city, country, state, zip FROM backoffice.customers WHERE customer_id = 'mara_olsen_1001'
            """);
        await twin.ExecuteNonQueryAsync();

        Assert.That(await shop.CallAsync(null, "customers", "find_user_id_by_name_zip", new { first_name = "Mara", last_name = "Olsen", zip = "97201" }),
            Is.EqualTo("Error: several users have this name and zip code: find the user by e-mail"));
    }

    [Test]
    public async Task A_known_customer_finds_only_themselves()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await FindTomAsync(SampleShop.Tom), Is.EqualTo("tom_becker_1002"));
        Assert.That(await FindTomAsync(SampleShop.Mara), Is.EqualTo("Error: user not found"));
        Assert.That(await FindTomAsync("visitor-4711"), Is.EqualTo("tom_becker_1002"), "an id no customer has is a visitor's");

        Task<string> FindTomAsync(string? caller) => _shop.CallAsync(caller, "customers", "find_user_id_by_email", new { email = "tom.becker@example.com" });
    }

    [Test]
    public async Task The_profile_has_the_agreed_shape()
    {
        var text = await _shop.CallAsync(SampleShop.Mara, "customers", "get_user_details", new { user_id = SampleShop.Mara });

        const string expected = """
            {"user_id":"mara_olsen_1001","name":{"first_name":"Mara","last_name":"Olsen"},"email":"mara.olsen@example.com","tier":"gold",
            "address":{"address1":"14 Harbor Street","address2":"Suite 3","city":"Portland","country":"USA","state":"OR","zip":"97201"},
            "payment_methods":{"credit_card_1001001":{"source":"credit_card","id":"credit_card_1001001","brand":"visa","last_four":"4242"},
            "gift_card_1001002":{"source":"gift_card","id":"gift_card_1001002","balance":25}},
            "orders":["#W1000001","#W1000002"]}
            """;
        Assert.That(text, Is.EqualTo(expected.ReplaceLineEndings("")));
    }

    [TestCase(SampleShop.Tom, ExpectedResult = "Error: user not found")]
    [TestCase("nobody", ExpectedResult = "Error: user not found")]
    public async Task<string> Nobody_sees_another_profile(string user_id) =>
        await _shop.CallAsync(SampleShop.Mara, "customers", "get_user_details", new { user_id });

    [Test]
    public async Task A_visitor_sees_no_profile_at_all() =>
        Assert.That(await _shop.CallAsync("guest", "customers", "get_user_details", new { user_id = SampleShop.Mara }),
            Does.StartWith("Error: the customer is not identified yet"));

    [Test]
    public async Task A_customer_of_one_tenant_is_unknown_in_another()
    {
        var kernel = _shop.Kernel(null, tenant: "other");
        var found = await kernel.InvokeAsync("customers", "find_user_id_by_email", new() { ["email"] = "mara.olsen@example.com" });
        Assert.That(found.GetValue<string>(), Is.EqualTo("Error: user not found"));
    }
}
