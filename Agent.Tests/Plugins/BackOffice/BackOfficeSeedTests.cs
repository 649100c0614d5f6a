using System.Security.Cryptography;
using System.Text;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.BackOffice;

[TestFixture]
internal sealed class BackOfficeSeedTests
{
    private SampleShop _shop = null!;

    [OneTimeSetUp]
    public async Task Open() => _shop = await SampleShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _shop.DisposeAsync();

    [Test]
    public async Task Fills_a_whole_shop()
    {
        await using var db = _shop.Read();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await db.Customers.CountAsync(), Is.GreaterThanOrEqualTo(200));
        Assert.That(await db.Orders.CountAsync(), Is.GreaterThanOrEqualTo(500));
        Assert.That(await db.Products.CountAsync(), Is.GreaterThanOrEqualTo(50));
        Assert.That(await db.Orders.Select(o => o.Status).Distinct().ToListAsync(),
            Is.EquivalentTo([OrderStatus.Pending, OrderStatus.Processed, OrderStatus.Delivered, OrderStatus.Cancelled]));
    }

    [Test]
    public async Task Gives_the_same_ids_and_amounts_for_ever()
    {
        // Guides, demonstrations and recorded conversations name these ids. If this fails, they are all wrong.
        Assert.That(await FingerprintAsync(_shop), Is.EqualTo("a7fe27bb321b9e0053dadfa4872eaf20b7df7bb7e7e13e08ef14e85c88003910"));
    }

    [Test]
    public async Task Does_not_touch_a_tenant_that_has_customers()
    {
        await using var shop = await SampleShop.OpenAsync();
        await using var db = shop.Read();
        await db.Orders.Where(o => o.OrderId == "#W1000002").ExecuteUpdateAsync(o => o.SetProperty(x => x.Status, OrderStatus.Processed));

        var wrote = await shop.Database.SeedAsync();

        Assert.That(wrote, Is.False);
        Assert.That((await db.Orders.SingleAsync(o => o.OrderId == "#W1000002")).Status, Is.EqualTo(OrderStatus.Processed));
    }

    [Test]
    public async Task Two_replicas_seeding_at_once_write_the_shop_once()
    {
        await using var shop = await SampleShop.OpenAsync(seeded: false);

        var wrote = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.Database.SeedAsync()));

        Assert.That(wrote, Is.EquivalentTo([true, false, false, false]));
        Assert.That(await FingerprintAsync(shop), Is.EqualTo(await FingerprintAsync(_shop)));
    }

    [Test]
    public async Task Another_tenant_gets_a_shop_of_its_own()
    {
        await using var shop = await SampleShop.OpenAsync();

        Assert.That(await shop.Database.SeedAsync("other"), Is.True);

        await using var db = shop.Read();
        Assert.That(await db.Customers.CountAsync(c => c.Tenant == "other"), Is.EqualTo(await db.Customers.CountAsync(c => c.Tenant == "demo")));
    }

    [Test]
    public async Task Mara_is_gold_with_delivered_headphones_and_a_pending_order()
    {
        await using var db = _shop.Read();
        var mara = await db.Customers.Include(c => c.PaymentMethods).SingleAsync(c => c.Email == "mara.olsen@example.com");
        var headphones = await OrderAsync("#W1000001");
        var pending = await OrderAsync("#W1000002");

        using var scope = Assert.EnterMultipleScope();
        Assert.That((mara.CustomerId, mara.Tier), Is.EqualTo(("mara_olsen_1001", CustomerTier.Gold)));
        Assert.That((headphones.CustomerId, headphones.Status), Is.EqualTo((mara.CustomerId, OrderStatus.Delivered)));
        Assert.That(headphones.Items.Select(i => i.Name), Is.EqualTo(["Wireless Headphones", "Travel Case"]));
        Assert.That(SampleShop.Now - headphones.DeliveredAt, Is.LessThan(TimeSpan.FromDays(30)));
        Assert.That(SourceOfPayment(mara, headphones), Is.EqualTo(PaymentSource.CreditCard));
        Assert.That((pending.CustomerId, pending.Status, pending.DeliveredAt), Is.EqualTo((mara.CustomerId, OrderStatus.Pending, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Tom_has_an_order_past_the_window_and_an_expensive_one_inside_it()
    {
        await using var db = _shop.Read();
        var tom = await db.Customers.SingleAsync(c => c.Email == "tom.becker@example.com");
        var late = await OrderAsync("#W1000003");
        var expensive = await OrderAsync("#W1000004");

        using var scope = Assert.EnterMultipleScope();
        Assert.That((tom.CustomerId, tom.Tier), Is.EqualTo(("tom_becker_1002", CustomerTier.Standard)));
        Assert.That((late.CustomerId, late.Status), Is.EqualTo((tom.CustomerId, OrderStatus.Delivered)));
        Assert.That(SampleShop.Now - late.DeliveredAt, Is.GreaterThan(TimeSpan.FromDays(30)));
        Assert.That((expensive.CustomerId, expensive.Status), Is.EqualTo((tom.CustomerId, OrderStatus.Delivered)));
        Assert.That(SampleShop.Now - expensive.DeliveredAt, Is.LessThan(TimeSpan.FromDays(30)));
        Assert.That(expensive.Items.Sum(i => i.PriceMinor), Is.GreaterThan(500_00));
    }

    [Test]
    public async Task Ana_paid_with_a_gift_card_that_is_half_used()
    {
        await using var db = _shop.Read();
        var ana = await db.Customers.Include(c => c.PaymentMethods).Include(c => c.Orders).SingleAsync(c => c.CustomerId == "ana_silva_1003");
        var order = ana.Orders.Single();

        using var scope = Assert.EnterMultipleScope();
        Assert.That(SourceOfPayment(ana, order), Is.EqualTo(PaymentSource.GiftCard));
        Assert.That(ana.PaymentMethods.Single().BalanceMinor, Is.EqualTo(order.PaymentHistory.Single().AmountMinor), "as much is left as the order cost");
    }

    [Test]
    public async Task What_was_paid_shipped_and_dated_fits_what_was_ordered()
    {
        await using var db = _shop.Read();
        foreach (var order in await db.Orders.ToListAsync())
        {
            using var scope = Assert.EnterMultipleScope();
            Assert.That(order.PaymentHistory[0].AmountMinor, Is.EqualTo(order.Items.Sum(i => i.PriceMinor)), order.OrderId);
            Assert.That(order.PaymentHistory, Has.Length.EqualTo(order.Status is OrderStatus.Cancelled ? 2 : 1), order.OrderId);
            Assert.That(order.Fulfillments.SelectMany(f => f.ItemIds),
                Is.EqualTo(order.Status is OrderStatus.Processed or OrderStatus.Delivered ? order.Items.Select(i => i.ItemId) : []), order.OrderId);
            Assert.That(order.DeliveredAt is not null, Is.EqualTo(order.Status is OrderStatus.Delivered), order.OrderId);
            Assert.That(order.PlacedAt, Is.LessThan(order.DeliveredAt ?? SampleShop.Now), order.OrderId);
            Assert.That(order.DeliveredAt ?? order.PlacedAt, Is.LessThan(SampleShop.Now), order.OrderId);
        }
    }

    private static PaymentSource SourceOfPayment(Customer customer, Order order) =>
        customer.PaymentMethods.Single(p => p.PaymentMethodId == order.PaymentHistory[0].PaymentMethodId).Source;

    private async Task<Order> OrderAsync(string orderId)
    {
        await using var db = _shop.Read();
        return await db.Orders.SingleAsync(o => o.OrderId == orderId);
    }

    private static async Task<string> FingerprintAsync(SampleShop shop)
    {
        await using var db = shop.Read();
        var text = new StringBuilder();
        foreach (var customer in (await db.Customers.Include(c => c.PaymentMethods).ToListAsync()).OrderBy(c => c.CustomerId, StringComparer.Ordinal))
        {
            text.AppendLine($"{customer.CustomerId} {customer.Email} {customer.Address.Zip} {customer.Tier}");
            text.AppendJoin('\n', customer.PaymentMethods.OrderBy(p => p.PaymentMethodId, StringComparer.Ordinal).Select(p => $"{p.PaymentMethodId} {p.BalanceMinor}"));
        }

        foreach (var order in (await db.Orders.ToListAsync()).OrderBy(o => o.OrderId, StringComparer.Ordinal))
        {
            text.AppendLine($"{order.OrderId} {order.CustomerId} {order.Status} {string.Join(' ', order.Items.Select(i => $"{i.ItemId} {i.PriceMinor}"))}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
