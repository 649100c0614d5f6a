using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>Everybody else: generated customers with one to four orders each, the same ones for every seeding.</summary>
internal sealed class SampleCrowd(string tenant, Product[] catalog, DateTimeOffset today)
{
    private const int Size = 237;
    private const int LongestDelivery = 9;
    private readonly SampleRandom _random = new(seed: 1_001);
    private int _orderNumber = SampleHeroes.NextOrderNumber;

    public Customer[] Create() => [.. Enumerable.Range(SampleHeroes.NextCustomerNumber, Size).Select(CreateCustomer)];

    private Customer CreateCustomer(int number)
    {
        var (first, last) = (_random.Pick(SampleNames.First), _random.Pick(SampleNames.Last));
        var customer = new Customer
        {
            Tenant = tenant,
            CustomerId = $"{first}_{last}_{number}".ToLowerInvariant(),
            Tier = _random.Chance(20) ? CustomerTier.Gold : CustomerTier.Standard,
            FirstName = first,
            LastName = last,
            Email = $"{first}.{last}{number}@example.com".ToLowerInvariant(),
            Address = CreatePlace().ToAddress(),
        };
        customer.PaymentMethods.AddRange(CreatePaymentMethods(customer, number));
        customer.Orders.AddRange(CreateOrders(customer));
        return customer;
    }

    private SamplePlace CreatePlace()
    {
        var (city, state, zip) = _random.Pick(SampleNames.Cities);
        var street = $"{_random.Between(1, 999)} {_random.Pick(SampleNames.Streets)}";
        return new(street, _random.Chance(40) ? $"Suite {_random.Between(1, 250)}" : "", city, state, zip + _random.Digits(3));
    }

    private IEnumerable<PaymentMethod> CreatePaymentMethods(Customer customer, int number)
    {
        PaymentMethod Method(PaymentSource source, int position) => new()
        {
            Tenant = tenant,
            CustomerId = customer.CustomerId,
            PaymentMethodId = $"{WireName<PaymentSource>.Of(source)}_{number}00{position}",
            Source = source,
            Brand = source is PaymentSource.CreditCard ? _random.Pick(SampleNames.CardBrands) : null,
            LastFour = source is PaymentSource.CreditCard ? _random.Digits(4) : null,
            BalanceMinor = source is PaymentSource.GiftCard ? _random.Between(5, 100) * 100 : null,
        };

        yield return Method(_random.Chance(70) ? PaymentSource.CreditCard : PaymentSource.Paypal, 1);
        if (_random.Chance(40))
        {
            yield return Method(PaymentSource.GiftCard, 2);
        }
    }

    private Order[] CreateOrders(Customer customer)
    {
        var ages = Enumerable.Range(0, _random.Between(1, 4)).Select(_ => _random.Between(1, 120)).OrderDescending().ToArray();
        return [.. ages.Select((age, position) => CreateOrder(customer, position + 1, age))];
    }

    private Order CreateOrder(Customer customer, int sequence, int age)
    {
        var placedAt = today.AddDays(-age).AddMinutes(_random.Below(24 * 60));
        var status = CreateStatus(age);
        var deliveredAt = placedAt.AddDays(_random.Between(2, LongestDelivery - 1));
        var items = Enumerable.Range(0, _random.Between(1, 4)).Select(_ => CreateItem()).ToArray();
        var paymentMethodId = _random.Pick(customer.PaymentMethods).PaymentMethodId;
        return SampleOrders.Create(customer, _orderNumber++, sequence, status, placedAt, status is OrderStatus.Delivered ? deliveredAt : null, paymentMethodId, items);
    }

    // Young orders cannot have arrived yet, and old ones are not waiting any more.
    private OrderStatus CreateStatus(int age) => _random.Below(10) switch
    {
        0 => OrderStatus.Cancelled,
        <= 2 when age <= 14 => OrderStatus.Processed,
        _ => age <= LongestDelivery ? OrderStatus.Pending : OrderStatus.Delivered,
    };

    private OrderItem CreateItem()
    {
        var product = _random.Pick(catalog);
        return SampleOrders.Item(product, _random.Pick(product.Variants));
    }
}
