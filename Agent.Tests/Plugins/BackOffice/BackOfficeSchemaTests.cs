using Agent.Plugins.BackOffice;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Tests.Plugins.BackOffice;

internal sealed class BackOfficeSchemaTests
{
    [Test]
    public async Task The_migrated_schema_is_the_one_the_model_describes()
    {
        await using var created = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var db = Context(created))
        {
            await db.Database.ExecuteSqlRawAsync(db.Database.GenerateCreateScript());
        }

        await using (var db = Context(migrated))
        {
            await db.Database.MigrateAsync();
        }

        var expected = await SchemaSnapshot.ReadAsync(created, BackOfficeDbContext.Schema, "migrations");
        Assert.That(expected, Has.Length.GreaterThan(70), "the snapshot sees the tables");
        Assert.That(await SchemaSnapshot.ReadAsync(migrated, BackOfficeDbContext.Schema, "migrations"), Is.EqualTo(expected));
    }

    [Test]
    public async Task Every_table_is_keyed_by_tenant_first()
    {
        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var db = Context(migrated);
        await db.Database.MigrateAsync();

        var keys = (await SchemaSnapshot.ReadAsync(migrated, BackOfficeDbContext.Schema, "migrations")).Where(fact => fact.StartsWith("constraint pk_", StringComparison.Ordinal));
        Assert.That(keys, Has.Exactly(16).Items.And.All.Contains("PRIMARY KEY (tenant"));
    }

    [Test]
    public async Task Migrating_twice_changes_nothing()
    {
        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var db = Context(migrated);
        await db.Database.MigrateAsync();
        var before = await SchemaSnapshot.ReadAsync(migrated, BackOfficeDbContext.Schema, "migrations");

        await db.Database.MigrateAsync();

        Assert.That(await SchemaSnapshot.ReadAsync(migrated, BackOfficeDbContext.Schema, "migrations"), Is.EqualTo(before));
    }

    [TestCase("UPDATE backoffice.payment_methods SET balance_minor = -1 WHERE source = 'gift_card'", "ck_payment_methods_balance")]
    [TestCase("UPDATE backoffice.orders SET status = 'lost'", "ck_orders_status")]
    [TestCase("UPDATE backoffice.customers SET email = 'Mara@example.com' WHERE customer_id = 'mara_olsen_1001'", "ck_customers_email")]
    public async Task The_database_itself_refuses_what_must_not_be(string statement, string constraint)
    {
        await using var shop = await SampleShop.OpenAsync();
        await using var command = shop.DataSource.CreateCommand(statement);

        Assert.That(async () => await command.ExecuteNonQueryAsync(),
            Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.ConstraintName)).EqualTo(constraint));
    }

    [TestCase("UPDATE backoffice.tool_audit SET outcome = 'done'")]
    [TestCase("DELETE FROM backoffice.tool_audit")]
    [TestCase("TRUNCATE backoffice.tool_audit")]
    public async Task The_audit_record_is_only_ever_added_to(string statement)
    {
        await using var shop = await SampleShop.OpenAsync();
        await using (var insert = shop.DataSource.CreateCommand(
            "INSERT INTO backoffice.tool_audit (tenant, at, tool, role, arguments_hash, outcome, duration_ms) VALUES ('demo', now(), 't', 'r', 'h', 'failed', 1)"))
        {
            await insert.ExecuteNonQueryAsync();
        }

        await using var command = shop.DataSource.CreateCommand(statement);

        Assert.That(async () => await command.ExecuteNonQueryAsync(), Throws.InstanceOf<PostgresException>().With.Message.Contains("append-only"));
    }

    private static BackOfficeDbContext Context(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<BackOfficeDbContext>();
        BackOfficeDbContext.Configure(options, dataSource);
        return new(options.Options);
    }
}
