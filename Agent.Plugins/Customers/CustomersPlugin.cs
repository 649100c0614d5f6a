using System.ComponentModel;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Customers;

/// <summary>Who the customer is. Parameter names are the wire names, as in the public retail domain.</summary>
internal sealed class CustomersPlugin(IDbContextFactory<BackOfficeDbContext> contexts, EffectLedger ledger, IEnumerable<ICustomerProfiles> others)
{
    public const string Name = "customers";
    public const string Purpose = "Who the customer is: identification, profile, address.";

    // Compiled: nearly every conversation reads its customer, more than once.
    private static readonly Func<BackOfficeDbContext, string, string, CancellationToken, Task<FoundCustomer?>> s_find = EF.CompileAsyncQuery(
        (BackOfficeDbContext db, string tenant, string customerId, CancellationToken _) => db.Customers
            .Where(c => c.Tenant == tenant && c.CustomerId == customerId)
            .Select(c => new FoundCustomer
            {
                Customer = c,
                PaymentMethods = c.PaymentMethods.ToList(),
                Orders = c.Orders.OrderBy(o => o.Sequence).Select(o => o.OrderId).ToArray(),
            })
            .SingleOrDefault());

    private const string Move = "modify_user_address";
    private const string NotFound = "user not found";

    [RequiresScope(ToolScopes.CustomersRead), KernelFunction("find_user_id_by_email"), Description("Find a user id by e-mail address.")]
    public async Task<string> FindUserIdByEmailAsync(
        Kernel kernel,
        [Description("E-mail address of the user, such as 'something@example.com'.")] string email,
        CancellationToken cancellationToken)
    {
        var (call, wanted) = (ToolCallContext.Of(kernel), email.Trim().ToLowerInvariant());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindVisible(db, call).Where(c => c.Email == wanted).Select(c => c.CustomerId).SingleOrDefaultAsync(cancellationToken)
            ?? await FindElsewhereAsync(profiles => profiles.FindIdByEmailAsync(call, wanted, cancellationToken))
            ?? throw new ToolException(NotFound);
    }

    [RequiresScope(ToolScopes.CustomersRead), KernelFunction("find_user_id_by_name_zip")]
    [Description("Find a user id by first name, last name and zip code. Only when the user was not found by e-mail or does not remember the address.")]
    public async Task<string> FindUserIdByNameZipAsync(
        Kernel kernel,
        [Description("First name of the customer, such as 'John'.")] string first_name,
        [Description("Last name of the customer, such as 'Doe'.")] string last_name,
        [Description("Zip code of the customer, such as '12345'.")] string zip,
        CancellationToken cancellationToken)
    {
        var (call, name, code) = (ToolCallContext.Of(kernel), Customer.NameKeyOf(first_name, last_name), zip.Trim());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FindVisible(db, call)
            .Where(c => c.NameKey == name && c.Address.Zip == code)
            .Select(c => c.CustomerId).Take(2).ToListAsync(cancellationToken);
        return found switch
        {
            [var only] => only,
            [] => throw new ToolException(NotFound),
            _ => throw new ToolException("several users have this name and zip code: find the user by e-mail"),
        };
    }

    [RequiresScope(ToolScopes.CustomersRead), KernelFunction("get_user_details"), Description("The customer's profile: name, address, tier, payment methods and order ids.")]
    public async Task<string> GetUserDetailsAsync(
        Kernel kernel,
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        CancellationToken cancellationToken)
    {
        var call = ToolCallContext.Of(kernel);
        var self = RequireSelf(call, user_id);
        return await FindAsync(call, self, cancellationToken) is { } found ? CustomerDetails.ToText(found.Customer, found.OrderIds)
            : await FindElsewhereAsync(profiles => profiles.FindAsync(call, self, cancellationToken)) ?? throw new ToolException(NotFound);
    }

    [Consequential, RequiresScope(ToolScopes.CustomersWrite), KernelFunction(Move)]
    [Description("Change the customer's default address. Orders already placed keep theirs. Returns the profile after the change.")]
    public Task<string> ModifyUserAddressAsync(
        Kernel kernel,
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        [Description("First line of the address, such as '123 Main St'.")] string address1,
        [Description("Second line of the address, such as 'Apt 1', or ''.")] string address2,
        [Description("City, such as 'San Francisco'.")] string city,
        [Description("State, such as 'CA'.")] string state,
        [Description("Country, such as 'USA'.")] string country,
        [Description("Zip code, such as '12345'.")] string zip,
        CancellationToken cancellationToken)
    {
        var (call, address) = (ToolCallContext.Of(kernel), Address.Read(address1, address2, city, state, country, zip));
        return ledger.ApplyAsync(call, ToolAction.Of(Move, [user_id.Trim(), .. address.ToLines()]), async token =>
        {
            var profile = await ReadAsync(call, user_id, token);
            var moved = profile.Customer with { Address = address };
            return new(CustomerDetails.ToText(moved, profile.OrderIds), CustomerAddressUpdate.Of(moved));
        }, cancellationToken);
    }

    private async Task<(Customer Customer, string[] OrderIds)> ReadAsync(ToolCallContext call, string userId, CancellationToken cancellationToken) =>
        await FindAsync(call, RequireSelf(call, userId), cancellationToken) ?? throw new ToolException(NotFound);

    private static string RequireSelf(ToolCallContext call, string userId) => call.RequireCustomer() == userId.Trim() ? call.CustomerId! : throw new ToolException(NotFound);

    private async Task<(Customer Customer, string[] OrderIds)?> FindAsync(ToolCallContext call, string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await s_find(db, call.Tenant, userId, cancellationToken) is { } found ? (found.Customer with { PaymentMethods = found.PaymentMethods }, found.Orders) : null;
    }

    /// <summary>A business that is no shop has customers of its own.</summary>
    private async Task<string?> FindElsewhereAsync(Func<ICustomerProfiles, Task<string?>> find)
    {
        foreach (var profiles in others)
        {
            if (await find(profiles) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>
    /// A visitor may turn out to be anybody; somebody known finds only themselves. An id no customer has counts as a visitor, when a workflow says it: a
    /// customer's own access token cannot be used to look for others.
    /// </summary>
    private static IQueryable<Customer> FindVisible(BackOfficeDbContext db, ToolCallContext call)
    {
        var customers = db.Customers.Where(c => c.Tenant == call.Tenant);
        if (!call.ActsForOthers)
        {
            return customers.Where(c => c.CustomerId == call.CustomerId);
        }

        return call.CustomerId is { } self
            ? customers.Where(c => c.CustomerId == self || !db.Customers.Any(known => known.Tenant == call.Tenant && known.CustomerId == self))
            : customers;
    }

    private sealed record FoundCustomer
    {
        public required Customer Customer { get; init; }

        public required List<PaymentMethod> PaymentMethods { get; init; }

        public required string[] Orders { get; init; }
    }
}
