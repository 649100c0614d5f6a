namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>A postal address in the fields the tools take.</summary>
internal sealed record AddressView(string Address1, string Address2, string City, string State, string Country, string Zip)
{
    public override string ToString() =>
        string.Join(", ", new[] { Address1, Address2, City, $"{State} {Zip}".Trim(), Country }.Where(part => part.Length > 0));
}
