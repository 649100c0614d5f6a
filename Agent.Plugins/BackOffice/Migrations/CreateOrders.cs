using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Plugins.BackOffice.Migrations;

/// <summary>Orders and what comes back of them.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261121040200_CreateOrders")]
internal sealed class CreateOrders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("orders", table => new
        {
            tenant = table.Column<string>("text"),
            order_id = table.Column<string>("text"),
            customer_id = table.Column<string>("text"),
            sequence = table.Column<int>("integer"),
            status = table.Column<string>("text"),
            placed_at = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
            delivered_at = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
            address1 = table.Column<string>("text"),
            address2 = table.Column<string>("text"),
            city = table.Column<string>("text"),
            country = table.Column<string>("text"),
            state = table.Column<string>("text"),
            zip = table.Column<string>("text"),
            items = table.Column<string>("jsonb"),
            fulfillments = table.Column<string>("jsonb"),
            payment_history = table.Column<string>("jsonb"),
            cancel_reason = table.Column<string>("text", nullable: true),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_orders", o => new { o.tenant, o.order_id });
            table.ForeignKey("fk_orders_customer", o => new { o.tenant, o.customer_id }, "customers", ["tenant", "customer_id"],
                BackOfficeDbContext.Schema, onDelete: ReferentialAction.Restrict);
            table.CheckConstraint("ck_orders_status",
                "status IN ('pending', 'pending (item modified)', 'processed', 'delivered', 'cancelled', 'return requested', 'exchange requested')");
            table.CheckConstraint("ck_orders_cancel_reason", "cancel_reason IS NULL OR status = 'cancelled'");
        });
        migrationBuilder.CreateIndex("ux_orders_customer", "orders", ["tenant", "customer_id", "sequence"], BackOfficeDbContext.Schema, unique: true);

        migrationBuilder.CreateTable("returns", table => new
        {
            tenant = table.Column<string>("text"),
            order_id = table.Column<string>("text"),
            kind = table.Column<string>("text"),
            item_ids = table.Column<string[]>("text[]"),
            new_item_ids = table.Column<string[]>("text[]", nullable: true),
            payment_method_id = table.Column<string>("text"),
            amount_minor = table.Column<long>("bigint"),
            requested_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_returns", r => new { r.tenant, r.order_id });
            table.ForeignKey("fk_returns_order", r => new { r.tenant, r.order_id }, "orders", ["tenant", "order_id"],
                BackOfficeDbContext.Schema, onDelete: ReferentialAction.Cascade);
            table.CheckConstraint("ck_returns_kind", "kind IN ('return', 'exchange')");
            table.CheckConstraint("ck_returns_new_item_ids", "(kind = 'exchange') = (new_item_ids IS NOT NULL)");
        });
    }
}
