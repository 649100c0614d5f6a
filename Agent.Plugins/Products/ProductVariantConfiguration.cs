using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Products;

internal sealed class ProductVariantConfiguration : IEntityTypeConfiguration<ProductVariant>
{
    public void Configure(EntityTypeBuilder<ProductVariant> builder)
    {
        builder.ToTable("product_variants", table => table.HasCheckConstraint("ck_product_variants_price", "price_minor >= 0"));
        builder.HasKey(v => new { v.Tenant, v.ItemId }).HasName("pk_product_variants");
        builder.HasIndex(v => new { v.Tenant, v.ProductId }).HasDatabaseName("ix_product_variants_product");
        builder.HasOne<Product>().WithMany(p => p.Variants).HasForeignKey(v => new { v.Tenant, v.ProductId })
            .HasConstraintName("fk_product_variants_product").OnDelete(DeleteBehavior.Cascade);

        builder.Property(v => v.Tenant).HasColumnName("tenant");
        builder.Property(v => v.ItemId).HasColumnName("item_id");
        builder.Property(v => v.ProductId).HasColumnName("product_id");
        builder.Property(v => v.Options).HasColumnName("options").IsJsonb(BackOfficeJson.Default.DictionaryStringString);
        builder.Property(v => v.Available).HasColumnName("available");
        builder.Property(v => v.PriceMinor).HasColumnName("price_minor");
        builder.Property(v => v.Version).IsRowVersion();
    }
}
