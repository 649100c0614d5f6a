using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Agent.Plugins.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.BackOffice;

/// <summary>The column shapes that several tables share.</summary>
internal static class ColumnExtensions
{
    extension<TEnum>(PropertyBuilder<TEnum> property) where TEnum : struct, Enum
    {
        public void IsEnumText() => property.HasConversion(value => WireName<TEnum>.Of(value), text => WireName<TEnum>.Parse(text));
    }

    extension<T>(PropertyBuilder<T> property) where T : class
    {
        public void IsJsonb(JsonTypeInfo<T> json)
        {
            var byContent = new ValueComparer<T>(
                (left, right) => JsonSerializer.Serialize(left!, json) == JsonSerializer.Serialize(right!, json),
                value => JsonSerializer.Serialize(value, json).GetHashCode(StringComparison.Ordinal),
                value => value);
            property.HasColumnType("jsonb").HasConversion(
                value => JsonSerializer.Serialize(value, json),
                text => JsonSerializer.Deserialize(text, json)!,
                byContent);
        }
    }

    extension(ComplexPropertyBuilder<Address> address)
    {
        public void HasAddressColumns()
        {
            address.Property(a => a.Address1).HasColumnName("address1");
            address.Property(a => a.Address2).HasColumnName("address2");
            address.Property(a => a.City).HasColumnName("city");
            address.Property(a => a.Country).HasColumnName("country");
            address.Property(a => a.State).HasColumnName("state");
            address.Property(a => a.Zip).HasColumnName("zip");
        }
    }
}
