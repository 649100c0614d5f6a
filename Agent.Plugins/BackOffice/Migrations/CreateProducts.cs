using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Plugins.BackOffice.Migrations;

/// <summary>Products and the variants that are sold.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261121040100_CreateProducts")]
internal sealed class CreateProducts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("products", table => new
        {
            tenant = table.Column<string>("text"),
            product_id = table.Column<string>("text"),
            name = table.Column<string>("text"),
        }, BackOfficeDbContext.Schema, table => table.PrimaryKey("pk_products", p => new { p.tenant, p.product_id }));

        migrationBuilder.CreateTable("product_variants", table => new
        {
            tenant = table.Column<string>("text"),
            item_id = table.Column<string>("text"),
            product_id = table.Column<string>("text"),
            options = table.Column<string>("jsonb"),
            available = table.Column<bool>("boolean"),
            price_minor = table.Column<long>("bigint"),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_product_variants", v => new { v.tenant, v.item_id });
            table.ForeignKey("fk_product_variants_product", v => new { v.tenant, v.product_id }, "products", ["tenant", "product_id"],
                BackOfficeDbContext.Schema, onDelete: ReferentialAction.Cascade);
            table.CheckConstraint("ck_product_variants_price", "price_minor >= 0");
        });
        migrationBuilder.CreateIndex("ix_product_variants_product", "product_variants", ["tenant", "product_id"], BackOfficeDbContext.Schema);
    }
}
