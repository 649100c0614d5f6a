using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>The customers that guides, demonstrations and tests speak of. Their ids, orders and amounts never change; only the dates move along.</summary>
internal static class SampleHeroes
{
    /// <summary>The number after the last order the heroes use.</summary>
    public const int NextOrderNumber = 1_000_006;

    /// <summary>The number after the last one in a hero's customer id.</summary>
    public const int NextCustomerNumber = 1_004;

    public static Customer[] Create(string tenant, Product[] catalog, DateTimeOffset today)
    {
        OrderItem Item(string name)
        {
            var product = catalog.Single(p => p.Name == name);
            return SampleOrders.Item(product, product.Variants[0]);
        }

        var mara = Customer(tenant, "Mara", "Olsen", 1_001, CustomerTier.Gold, new("14 Harbor Street", "Suite 3", "Portland", "OR", "97201"));
        mara.PaymentMethods.AddRange([Card(mara, "credit_card_1001001", "visa", "4242"), GiftCard(mara, "gift_card_1001002", 25_00)]);
        mara.Orders.AddRange(
        [
            SampleOrders.Create(mara, 1_000_001, 1, OrderStatus.Delivered, today.AddDays(-12), today.AddDays(-8), "credit_card_1001001",
                [Item("Wireless Headphones"), Item("Travel Case")]),
            SampleOrders.Create(mara, 1_000_002, 2, OrderStatus.Pending, today.AddDays(-1), null, "credit_card_1001001", [Item("Bluetooth Speaker")]),
        ]);

        var tom = Customer(tenant, "Tom", "Becker", 1_002, CustomerTier.Standard, new("7 Mill Lane", "", "Chicago", "IL", "60614"));
        tom.PaymentMethods.AddRange([Paypal(tom, "paypal_1002001"), Card(tom, "credit_card_1002002", "mastercard", "5100")]);
        tom.Orders.AddRange(
        [
            SampleOrders.Create(tom, 1_000_003, 1, OrderStatus.Delivered, today.AddDays(-52), today.AddDays(-45), "paypal_1002001", [Item("Running Shoes")]),
            SampleOrders.Create(tom, 1_000_004, 2, OrderStatus.Delivered, today.AddDays(-15), today.AddDays(-10), "credit_card_1002002",
                [Item("4K Television")]),
        ]);

        // Her gift card was bought with 120.00; the lamp took half of it.
        var ana = Customer(tenant, "Ana", "Silva", 1_003, CustomerTier.Standard, new("230 Orchard Way", "", "Austin", "TX", "78701"));
        ana.PaymentMethods.Add(GiftCard(ana, "gift_card_1003001", 60_00));
        ana.Orders.Add(SampleOrders.Create(ana, 1_000_005, 1, OrderStatus.Pending, today.AddDays(-2), null, "gift_card_1003001", [Item("Desk Lamp")]));

        return [mara, tom, ana];
    }

    private static Customer Customer(string tenant, string first, string last, int number, CustomerTier tier, SamplePlace place) => new()
    {
        Tenant = tenant,
        CustomerId = $"{first}_{last}_{number}".ToLowerInvariant(),
        Tier = tier,
        FirstName = first,
        LastName = last,
        Email = $"{first}.{last}@example.com".ToLowerInvariant(),
        Address = place.ToAddress(),
    };

    private static PaymentMethod Card(Customer owner, string id, string brand, string lastFour) =>
        new() { Tenant = owner.Tenant, CustomerId = owner.CustomerId, PaymentMethodId = id, Source = PaymentSource.CreditCard, Brand = brand, LastFour = lastFour };

    private static PaymentMethod Paypal(Customer owner, string id) =>
        new() { Tenant = owner.Tenant, CustomerId = owner.CustomerId, PaymentMethodId = id, Source = PaymentSource.Paypal };

    private static PaymentMethod GiftCard(Customer owner, string id, long balanceMinor) =>
        new() { Tenant = owner.Tenant, CustomerId = owner.CustomerId, PaymentMethodId = id, Source = PaymentSource.GiftCard, BalanceMinor = balanceMinor };
}
