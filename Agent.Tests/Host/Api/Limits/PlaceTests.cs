using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Limits.Places;
using Agent.Host.Api.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Tests.Host.Api.Limits;

/// <summary>How much runs at once, as several replicas count it together.</summary>
[CancelAfter(60_000)]
internal sealed class PlaceTests
{
    private static readonly BucketKey Key = new("demo", "caller-concurrent x");
    private NpgsqlDataSource _database = null!;
    private PlaceStore _store = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        _database = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await ApiStorage.MigrateAsync(_database, CancellationToken.None);
        _store = new(new(_database));
    }

    [TearDown]
    public ValueTask DropAsync() => _database.DisposeAsync();

    [Test]
    public async Task What_runs_elsewhere_takes_places_until_it_ends(CancellationToken cancellationToken)
    {
        using var one = Replica();
        using var two = Replica();
        var taken = Enumerable.Range(0, 4).Select(_ => one.Enter(Key, 5)).ToList();
        Assert.That(taken, Has.None.Null);
        await one.ExchangeAsync(cancellationToken);
        using var fifth = two.Enter(Key, 5);
        await two.ExchangeAsync(cancellationToken); // there is one here, so the others' are asked for
        var sixth = two.Enter(Key, 5);
        taken.ForEach(lease => lease!.Dispose());
        await one.ExchangeAsync(cancellationToken);
        await two.ExchangeAsync(cancellationToken);
        using var again = two.Enter(Key, 5);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(fifth, Is.Not.Null);
        Assert.That(sixth, Is.Null, "four there and one here");
        Assert.That(again, Is.Not.Null);
        Assert.That(await CountAsync(cancellationToken), Is.EqualTo(1), "of the one that has some under way");
    }

    [Test]
    public async Task A_replica_that_was_killed_takes_no_places_for_long(CancellationToken cancellationToken)
    {
        await _store.ExchangeAsync(Guid.NewGuid(), [(Key, 5)], cancellationToken);
        using var stays = Replica();
        using var first = stays.Enter(Key, 5);
        await stays.ExchangeAsync(cancellationToken);
        var full = stays.Enter(Key, 5);
        await ExecuteAsync("UPDATE api.places SET seen_at = now() - interval '6 seconds' WHERE count = 5", cancellationToken);
        await stays.ExchangeAsync(cancellationToken);
        using var second = stays.Enter(Key, 5);
        Assert.That(full, Is.Null);
        Assert.That(second, Is.Not.Null);
    }

    [Test]
    public async Task Few_requests_cost_no_statement(CancellationToken cancellationToken)
    {
        using var replica = Replica();
        var leases = Enumerable.Range(0, 100).Select(_ => replica.Enter(Key, 2000)).ToList();
        await replica.ExchangeAsync(cancellationToken);
        Assert.That(await CountAsync(cancellationToken), Is.Zero);
        leases.ForEach(lease => lease!.Dispose());
    }

    private PlaceService Replica() => new(_store, TimeProvider.System, NullLogger<PlaceService>.Instance);

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT count(*) FROM api.places");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
