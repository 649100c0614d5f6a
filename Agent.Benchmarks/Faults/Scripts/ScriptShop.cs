using System.Globalization;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Benchmarks.Faults.Scripts;

/// <summary>Copies customers of the sample shop, so that every conversation has money and orders of its own.</summary>
internal sealed class ScriptShop(NpgsqlDataSource database)
{
    public const string Tenant = BackOfficeDatabase.DemoTenant;
    private const int FirstNumber = 2_000_000;
    private const int NumbersPerCustomer = 10;
    private const long GiftCardMinor = 100_00;
    private readonly DbContextOptions<BackOfficeDbContext> _options = OptionsFor(database);
    private int _customers;

    /// <summary>Adds one customer for each script in the list.</summary>
    public async Task<IReadOnlyList<ScriptCustomer>> AddCustomersAsync(IReadOnlyList<Script> scripts, CancellationToken cancellationToken)
    {
        await using var db = new BackOfficeDbContext(_options);
        var heroes = await db.Customers.Include(customer => customer.PaymentMethods).Include(customer => customer.Orders)
            .Where(customer => customer.Tenant == Tenant && scripts.Select(script => script.Hero).Contains(customer.CustomerId))
            .ToDictionaryAsync(customer => customer.CustomerId, StringComparer.Ordinal, cancellationToken);
        var added = new List<ScriptCustomer>();
        foreach (var script in scripts)
        {
            var number = FirstNumber + NumbersPerCustomer * _customers++;
            var hero = heroes[script.Hero];
            var customer = Copy(hero, number);
            db.Customers.Add(customer);
            added.Add(new(customer.CustomerId, customer.Orders[hero.Orders.FindIndex(order => order.OrderId == script.Order)].OrderId, PaymentsOf(customer), BalanceOf(customer)));
        }

        await db.SaveChangesAsync(cancellationToken);
        return added;
    }

    private static Customer Copy(Customer hero, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{hero.CustomerId[..(hero.CustomerId.LastIndexOf('_') + 1)]}{number}");
        return hero with
        {
            CustomerId = id,
            Email = string.Create(CultureInfo.InvariantCulture, $"{number}.{hero.Email}"),
            PaymentMethods = [.. hero.PaymentMethods.Select(method => method with { CustomerId = id, BalanceMinor = method.BalanceMinor is null ? null : GiftCardMinor })],
            Orders = [.. hero.Orders.Select((order, place) => order with { CustomerId = id, OrderId = string.Create(CultureInfo.InvariantCulture, $"#W{number + place}") })],
        };
    }

    private static int PaymentsOf(Customer customer) => customer.Orders.Sum(order => order.PaymentHistory.Length);

    private static long BalanceOf(Customer customer) => customer.PaymentMethods.Sum(method => method.BalanceMinor ?? 0);

    private static DbContextOptions<BackOfficeDbContext> OptionsFor(NpgsqlDataSource database)
    {
        var builder = new DbContextOptionsBuilder<BackOfficeDbContext>();
        BackOfficeDbContext.Configure(builder, database);
        return builder.Options;
    }
}
