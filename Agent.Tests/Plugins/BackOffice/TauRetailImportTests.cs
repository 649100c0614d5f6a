using Agent.Plugins.BackOffice.Import;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.BackOffice;

internal sealed class TauRetailImportTests
{
    private const string Users = """
        {"ida_lund_1": {"name": {"first_name": "Ida", "last_name": "Lund"}, "email": "Ida@example.com", "orders": ["#W1"],
          "address": {"address1": "1 Elm St", "address2": "", "city": "Reno", "country": "USA", "state": "NV", "zip": "89501"},
          "payment_methods": {"gift_card_1": {"source": "gift_card", "balance": 71.96000000000001, "id": "gift_card_1"}}}}
        """;

    private const string Orders = """
        {"#W1": {"order_id": "#W1", "user_id": "ida_lund_1", "status": "delivered",
          "address": {"address1": "1 Elm St", "address2": "", "city": "Reno", "country": "USA", "state": "NV", "zip": "89501"},
          "items": [{"name": "Lamp", "product_id": "1", "item_id": "10", "price": 5.5, "options": {"color": "red"}}],
          "fulfillments": [], "payment_history": [{"transaction_type": "payment", "amount": 5.5, "payment_method_id": "gift_card_1"}]}}
        """;

    private const string Products = """
        {"1": {"name": "Lamp", "product_id": "1", "variants": {"10": {"item_id": "10", "options": {"color": "red"}, "available": true, "price": 5.5}}}}
        """;

    private SampleShop _shop = null!;
    private string _folder = null!;

    [SetUp]
    public async Task Open()
    {
        _shop = await SampleShop.OpenAsync();
        _folder = Directory.CreateTempSubdirectory("shop").FullName;
        await WriteAsync(Users, Orders, Products);
    }

    [TearDown]
    public async Task Close()
    {
        await _shop.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_folder_becomes_a_shop_once()
    {
        var imported = await _shop.Database.ImportTauRetailAsync(_folder, "reno");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(imported, Is.EqualTo(new ImportSummary(1, 1, 1)));
        await using var db = _shop.Read();
        Assert.That((await db.PaymentMethods.SingleAsync(p => p.Tenant == "reno")).BalanceMinor, Is.EqualTo(71_96));
        Assert.That(() => _shop.Database.ImportTauRetailAsync(_folder, "reno"), Throws.TypeOf<ImportException>().With.Message.Contains("'reno' is not empty"));
    }

    [TestCase("orders.json", "5.5, \"options\"", "\"free\", \"options\"", "orders.json: #W1.items[0].price: must be an amount of zero or more")]
    [TestCase("orders.json", "delivered", "lost", "orders.json: #W1.status: must be one of")]
    [TestCase("orders.json", "ida_lund_1", "bob_1", "orders.json: #W1.user_id: the order is listed by 'ida_lund_1'")]
    [TestCase("users.json", "[\"#W1\"]", "[]", "orders.json: no user lists the order '#W1'")]
    [TestCase("users.json", "[\"#W1\"]", "[\"#W1\", \"#W2\"]", "users.json: ida_lund_1.orders[1]: there is no order '#W2'")]
    [TestCase("users.json", "\"zip\": \"89501\"", "\"zap\": 1", "users.json: ida_lund_1.address: 'zip' is missing")]
    [TestCase("products.json", "true", "\"yes\"", "products.json: 1.variants.10.available: must be true or false")]
    [TestCase("products.json", "{\"1\"", "[\"1\"", "products.json: ")]
    public async Task A_fault_is_named_with_its_place_and_nothing_is_written(string file, string text, string faulty, string fault)
    {
        var path = Path.Combine(_folder, file);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(text, faulty, StringComparison.Ordinal));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => _shop.Database.ImportTauRetailAsync(_folder, "reno"), Throws.TypeOf<ImportException>().With.Message.StartsWith(fault));
        await using var db = _shop.Read();
        Assert.That(await db.Products.AnyAsync(p => p.Tenant == "reno"), Is.False);
    }

    [Test]
    public void A_missing_file_is_named()
    {
        File.Delete(Path.Combine(_folder, "products.json"));
        Assert.That(() => _shop.Database.ImportTauRetailAsync(_folder, "reno"), Throws.TypeOf<ImportException>().With.Message.StartsWith("products.json: cannot be read"));
    }

    private async Task WriteAsync(string users, string orders, string products)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "users.json"), users);
        await File.WriteAllTextAsync(Path.Combine(_folder, "orders.json"), orders);
        await File.WriteAllTextAsync(Path.Combine(_folder, "products.json"), products);
    }
}
