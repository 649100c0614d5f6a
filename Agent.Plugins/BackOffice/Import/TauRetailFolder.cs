using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Agent.Plugins.Products;

namespace Agent.Plugins.BackOffice.Import;

/// <summary>A shop as the public τ-bench retail domain keeps it: <c>users.json</c>, <c>orders.json</c> and <c>products.json</c>, each an object by id.</summary>
internal sealed class TauRetailFolder
{
    private const string UsersFile = "users.json";
    private const string OrdersFile = "orders.json";
    private const string ProductsFile = "products.json";

    private readonly string _tenant;

    private TauRetailFolder(string tenant) => _tenant = tenant;

    public static IReadOnlyList<string> Files { get; } = [UsersFile, OrdersFile, ProductsFile];

    public required List<Product> Products { get; init; }
    public required List<Customer> Customers { get; init; }
    public required List<Order> Orders { get; init; }

    /// <exception cref="ImportException">A file is missing, malformed, or contradicts another.</exception>
    public static async Task<TauRetailFolder> ReadAsync(string folder, string tenant, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new ImportException($"{folder}: there is no such folder");
        }

        var users = await ImportNode.OpenAsync(folder, UsersFile, cancellationToken);
        var orders = await ImportNode.OpenAsync(folder, OrdersFile, cancellationToken);
        var products = await ImportNode.OpenAsync(folder, ProductsFile, cancellationToken);
        var shop = new TauRetailFolder(tenant) { Products = [], Customers = [], Orders = [] };
        shop.Products.AddRange(products.Members().Select(product => shop.ReadProduct(product.Value)));
        shop.Customers.AddRange(users.Members().Select(user => shop.ReadCustomer(user.Name, user.Value)));
        shop.Orders.AddRange(users.Members().SelectMany(user => shop.ReadOrders(user.Name, user.Value, orders)));
        shop.Check(users, orders, products);
        return shop;
    }

    private void Check(ImportNode users, ImportNode orders, ImportNode products)
    {
        users.RefuseTwice("the user", Customers.Select(customer => customer.CustomerId));
        users.RefuseTwice("the e-mail address", Customers.Select(customer => customer.Email));
        users.RefuseTwice("the order", Orders.Select(order => order.OrderId));
        products.RefuseTwice("the product", Products.Select(product => product.ProductId));
        products.RefuseTwice("the item", Products.SelectMany(product => product.Variants, (_, variant) => variant.ItemId));
        var listed = Orders.Select(order => order.OrderId).ToHashSet();
        if (orders.Members().FirstOrDefault(order => !listed.Contains(order.Name)) is { Name: { } orphan })
        {
            throw orders.Fault($"no user lists the order '{orphan}'");
        }
    }

    private Product ReadProduct(ImportNode product) => new()
    {
        Tenant = _tenant,
        ProductId = product.Text("product_id"),
        Name = product.Text("name"),
        Variants = [.. product["variants"].Members().Select(variant => new ProductVariant
        {
            Tenant = _tenant,
            ItemId = variant.Name,
            ProductId = product.Text("product_id"),
            Options = variant.Value.TextByName("options"),
            Available = variant.Value.Flag("available"),
            PriceMinor = variant.Value.Minor("price"),
        })],
    };

    private Customer ReadCustomer(string id, ImportNode user) => new()
    {
        Tenant = _tenant,
        CustomerId = id,
        Tier = CustomerTier.Standard, // the source knows no tiers
        FirstName = user["name"].Text("first_name"),
        LastName = user["name"].Text("last_name"),
        Email = user.Text("email").ToLowerInvariant(),
        Address = ReadAddress(user["address"]),
        PaymentMethods = [.. user["payment_methods"].Members().Select(method => ReadPaymentMethod(id, method.Name, method.Value))],
    };

    private PaymentMethod ReadPaymentMethod(string customerId, string id, ImportNode method)
    {
        var source = method.Name<PaymentSource>("source");
        return new()
        {
            Tenant = _tenant,
            CustomerId = customerId,
            PaymentMethodId = id,
            Source = source,
            Brand = method.Find("brand")?.Text(),
            LastFour = method.Find("last_four")?.Text(),
            BalanceMinor = source is PaymentSource.GiftCard ? method.Minor("balance") : null,
        };
    }

    private IEnumerable<Order> ReadOrders(string userId, ImportNode user, ImportNode orders) => user["orders"].Items().Select((listed, position) =>
    {
        var order = orders.Find(listed.Text()) ?? throw listed.Fault($"there is no order '{listed.Text()}' in {orders.File}");
        return order.Text("user_id") == userId
            ? ReadOrder(listed.Text(), order, userId, position + 1)
            : throw order["user_id"].Fault($"the order is listed by '{userId}'");
    });

    private Order ReadOrder(string id, ImportNode order, string userId, int sequence) => new()
    {
        Tenant = _tenant,
        OrderId = id,
        CustomerId = userId,
        Sequence = sequence,
        Status = order.Name<OrderStatus>("status"),
        Address = ReadAddress(order["address"]),
        Items = [.. order["items"].Items().Select(item => new OrderItem
        {
            Name = item.Text("name"),
            ProductId = item.Text("product_id"),
            ItemId = item.Text("item_id"),
            PriceMinor = item.Minor("price"),
            Options = item.TextByName("options"),
        })],
        Fulfillments = [.. order["fulfillments"].Items().Select(parcel => new Fulfillment
        {
            TrackingId = parcel.Texts("tracking_id"),
            ItemIds = parcel.Texts("item_ids"),
        })],
        PaymentHistory = [.. order["payment_history"].Items().Select(entry => new PaymentTransaction
        {
            TransactionType = entry.Name<TransactionType>("transaction_type"),
            AmountMinor = entry.Minor("amount"),
            PaymentMethodId = entry.Text("payment_method_id"),
        })],
    };

    private static Address ReadAddress(ImportNode address) => new()
    {
        Address1 = address.Text("address1"),
        Address2 = address.Text("address2"),
        City = address.Text("city"),
        Country = address.Text("country"),
        State = address.Text("state"),
        Zip = address.Text("zip"),
    };
}
