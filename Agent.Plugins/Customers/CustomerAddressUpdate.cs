using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Customers;

/// <summary>Writes a customer's new address, unless the profile is no longer the one decided on.</summary>
internal static class CustomerAddressUpdate
{
    private const string Update = """
        UPDATE backoffice.customers SET address1 = $1, address2 = $2, city = $3, country = $4, state = $5, zip = $6
         WHERE tenant = $7 AND customer_id = $8 AND xmin = $9
        """;

    public static NpgsqlBatchCommand Of(Customer moved)
    {
        var command = new NpgsqlBatchCommand(Update);
        command.Parameters.AddRange(moved.Address.ToLines().Select(line => new NpgsqlParameter { Value = line }).ToArray());
        command.Parameters.Add(new() { Value = moved.Tenant });
        command.Parameters.Add(new() { Value = moved.CustomerId });
        command.Parameters.Add(new() { Value = moved.Version, NpgsqlDbType = NpgsqlDbType.Xid });
        return command;
    }
}
