using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Plugins.BackOffice.Migrations;

/// <summary>Customers and their payment methods.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261121040000_CreateCustomers")]
internal sealed class CreateCustomers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(BackOfficeDbContext.Schema);
        migrationBuilder.CreateTable("customers", table => new
        {
            tenant = table.Column<string>("text"),
            customer_id = table.Column<string>("text"),
            tier = table.Column<string>("text"),
            first_name = table.Column<string>("text"),
            last_name = table.Column<string>("text"),
            email = table.Column<string>("text"),
            name_key = table.Column<string>("text"),
            address1 = table.Column<string>("text"),
            address2 = table.Column<string>("text"),
            city = table.Column<string>("text"),
            country = table.Column<string>("text"),
            state = table.Column<string>("text"),
            zip = table.Column<string>("text"),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_customers", c => new { c.tenant, c.customer_id });
            table.CheckConstraint("ck_customers_tier", "tier IN ('standard', 'gold')");
            table.CheckConstraint("ck_customers_email", "email = lower(email)");
        });
        migrationBuilder.CreateIndex("ux_customers_email", "customers", ["tenant", "email"], BackOfficeDbContext.Schema, unique: true);
        migrationBuilder.CreateIndex("ix_customers_name", "customers", ["tenant", "name_key"], BackOfficeDbContext.Schema);

        migrationBuilder.CreateTable("payment_methods", table => new
        {
            tenant = table.Column<string>("text"),
            customer_id = table.Column<string>("text"),
            payment_method_id = table.Column<string>("text"),
            source = table.Column<string>("text"),
            brand = table.Column<string>("text", nullable: true),
            last_four = table.Column<string>("text", nullable: true),
            balance_minor = table.Column<long>("bigint", nullable: true),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_payment_methods", p => new { p.tenant, p.customer_id, p.payment_method_id });
            table.ForeignKey("fk_payment_methods_customer", p => new { p.tenant, p.customer_id }, "customers", ["tenant", "customer_id"],
                BackOfficeDbContext.Schema, onDelete: ReferentialAction.Cascade);
            table.CheckConstraint("ck_payment_methods_source", "source IN ('credit_card', 'paypal', 'gift_card')");
            table.CheckConstraint("ck_payment_methods_balance", "(source = 'gift_card') = (balance_minor IS NOT NULL) AND coalesce(balance_minor, 0) >= 0");
        });
    }
}
