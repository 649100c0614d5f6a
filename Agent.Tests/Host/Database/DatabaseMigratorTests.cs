using Agent.Host;
using Agent.Host.Database;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Tests.Host.Database;

internal sealed class DatabaseMigratorTests
{
    [Test, CancelAfter(60_000)]
    public async Task Replicas_that_start_together_migrate_one_after_the_other(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        var (now, most, times) = (0, 0, 0);
        var schema = new MigratedSchema("counted", async (_, token) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            times++;
            await Task.Delay(50, token); // long enough for the others to overtake, if nothing held them
            Interlocked.Decrement(ref now);
        });
        var migrators = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CreateAsync(connectionString, schema)));
        await Task.WhenAll(migrators.Select(migrator => migrator.MigrateAsync(cancellationToken)));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(most, Is.EqualTo(1));
        Assert.That(times, Is.EqualTo(4));
        Assert.That(migrators.Select(migrator => migrator.IsDone), Has.All.True);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_failed_migration_is_not_taken_for_done_and_does_not_block_the_next(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        var failing = await CreateAsync(connectionString, new("failing", (_, _) => throw new InvalidOperationException("broken")));
        Assert.That(() => failing.MigrateAsync(cancellationToken), Throws.InvalidOperationException);
        Assert.That(failing.IsDone, Is.False);
        var next = await CreateAsync(connectionString, new("fine", (_, _) => Task.CompletedTask));
        await next.MigrateAsync(cancellationToken);
        Assert.That(next.IsDone, Is.True);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_connection_that_is_cut_in_the_middle_is_made_again(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        var times = 0;
        var migrator = await CreateAsync(connectionString, new("cut once", async (_, token) =>
        {
            if (++times > 1)
            {
                return;
            }

            // The backend ends its own connection, as an administrator or a restart of the server would.
            await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            await connection.OpenAsync(token);
            await using var cut = new NpgsqlCommand("SELECT pg_terminate_backend(pg_backend_pid())", connection);
            await cut.ExecuteNonQueryAsync(token);
        }));
        await migrator.MigrateAsync(cancellationToken);
        Assert.That((times, migrator.IsDone), Is.EqualTo((2, true)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_database_that_was_taken_for_missing_is_looked_at_again(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        var times = 0;
        var migrator = await CreateAsync(connectionString, new("created once too often", async (_, token) =>
        {
            if (++times > 1)
            {
                return;
            }

            await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            await connection.OpenAsync(token);
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{connection.Database}\"", connection); // as EF Core does
            await create.ExecuteNonQueryAsync(token);
        }));
        await migrator.MigrateAsync(cancellationToken);
        Assert.That((times, migrator.IsDone), Is.EqualTo((2, true)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_database_that_does_not_exist_is_named_by_its_key(CancellationToken cancellationToken)
    {
        var wrong = new NpgsqlConnectionStringBuilder(await PostgresFixture.CreateDatabaseAsync()) { Database = "nowhere" }.ConnectionString;
        var migrator = await CreateAsync(wrong, new("any", (_, _) => Task.CompletedTask));
        Assert.That(() => migrator.MigrateAsync(cancellationToken), Throws.TypeOf<ConfigurationFaultException>().With.Message.StartsWith("ConnectionStrings:Agent"));
    }

    private static async Task<DatabaseMigrator> CreateAsync(string connectionString, MigratedSchema schema)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(AgentDatabase.ConnectionStringKey, connectionString)]).Build();
        var database = new AgentDatabase(configuration, NullLogger<AgentDatabase>.Instance);
        await database.StartAsync();
        return new(database, [schema], new ServiceCollection().BuildServiceProvider(), TimeProvider.System, NullLogger<DatabaseMigrator>.Instance);
    }
}
