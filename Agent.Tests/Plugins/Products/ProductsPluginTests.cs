using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.Products;

internal sealed class ProductsPluginTests
{
    private SampleShop _shop = null!;

    [OneTimeSetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [Test]
    public async Task A_product_lists_its_variants_in_the_agreed_shape()
    {
        await using var db = _shop.Read();
        var headphones = await db.Products.Include(p => p.Variants).SingleAsync(p => p.Name == "Wireless Headphones");

        var product = await _shop.CallJsonAsync(null, "products", "get_product_details", new { product_id = headphones.ProductId });

        var cheapest = headphones.Variants.MinBy(v => v.PriceMinor)!;
        var variant = product.GetProperty("variants").GetProperty(cheapest.ItemId);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(product.EnumerateObject().Select(p => p.Name), Is.EqualTo(["name", "product_id", "variants"]));
        Assert.That(product.GetProperty("variants").EnumerateObject().Count(), Is.EqualTo(headphones.Variants.Count));
        Assert.That(variant.EnumerateObject().Select(p => p.Name), Is.EqualTo(["item_id", "options", "available", "price"]));
        Assert.That(variant.GetProperty("options").GetProperty("color").GetString(), Is.EqualTo("black"));
        Assert.That(variant.GetProperty("price").GetDecimal(), Is.EqualTo(129.00m));
    }

    [Test]
    public async Task An_unknown_product_is_answered_as_such() =>
        Assert.That(await _shop.CallAsync(null, "products", "get_product_details", new { product_id = "1" }), Is.EqualTo("Error: product not found"));
}
