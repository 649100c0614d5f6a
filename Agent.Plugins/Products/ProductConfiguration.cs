using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Products;

internal sealed class ProductConfiguration : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("products");
        builder.HasKey(p => new { p.Tenant, p.ProductId }).HasName("pk_products");
        builder.Property(p => p.Tenant).HasColumnName("tenant");
        builder.Property(p => p.ProductId).HasColumnName("product_id");
        builder.Property(p => p.Name).HasColumnName("name");
    }
}
