using System.Diagnostics;
using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Tests.Host.Api.Limits;

/// <summary>Limits that several replicas keep together, without HTTP around them.</summary>
[CancelAfter(60_000)]
internal sealed class BucketTests
{
    private static readonly BucketKey Key = new("demo", "caller x");
    private NpgsqlDataSource _database = null!;
    private BucketStore _store = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        _database = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await ApiStorage.MigrateAsync(_database, CancellationToken.None);
        _store = new(new(_database));
    }

    [TearDown]
    public ValueTask DropAsync() => _database.DisposeAsync();

    [TestCase(10, 1)]
    [TestCase(500, 10)]
    public async Task Two_replicas_let_no_more_through_than_the_limit_and_a_slice_each(int capacity, int slice, CancellationToken cancellationToken)
    {
        var size = new BucketSize("caller", capacity, 2, slice);
        using var one = await StartAsync(cancellationToken);
        using var two = await StartAsync(cancellationToken);
        var began = Stopwatch.StartNew();
        var taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var request = 0; request < capacity; request++)
            {
                if ((await (worker % 2 == 0 ? one : two).TakeAsync(Key, size, 1, cancellationToken)).IsTaken)
                    Interlocked.Increment(ref taken);
            }
        }, cancellationToken)));
        var cameBack = size.PerSecond * began.Elapsed.TotalSeconds;
        Assert.That(taken, Is.LessThanOrEqualTo(capacity + cameBack + (2 * slice)).And.GreaterThanOrEqualTo(capacity - (2 * slice)));
        // What was taken on trust is paid back: the shared bucket knows of everything that was let through.
        await one.StopAsync(cancellationToken);
        await two.StopAsync(cancellationToken);
        var left = await AvailableAsync(size, cancellationToken);
        Assert.That(taken, Is.EqualTo(capacity - left).Within((size.PerSecond * began.Elapsed.TotalSeconds) + 1));
    }

    [Test]
    public async Task A_replica_that_dies_gives_nothing_back_and_one_that_ends_gives_back_what_it_has_left(CancellationToken cancellationToken)
    {
        var size = new BucketSize("caller", 100, 0.001, 10);
        var dies = await StartAsync(cancellationToken);
        using var ends = await StartAsync(cancellationToken);
        await dies.TakeAsync(Key, size, 1, cancellationToken);
        await ends.TakeAsync(Key, size, 1, cancellationToken);
        await UntilAsync(async () => await AvailableAsync(size, cancellationToken) is > 77 and < 79, cancellationToken); // one spent, and a slice in hand, each
        await ends.StopAsync(cancellationToken);
        Assert.That(await AvailableAsync(size, cancellationToken), Is.EqualTo(88).Within(0.5), "the slice in hand came back");
        GC.KeepAlive(dies); // killed: it settles no more, and its slice is lost until it has come back by itself
    }

    [Test]
    public async Task Nobody_waits_for_the_database_while_a_slice_lasts(CancellationToken cancellationToken)
    {
        var size = new BucketSize("caller", 1000, 10, 20);
        using var service = await StartAsync(cancellationToken);
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var locks = new NpgsqlCommand("LOCK TABLE api.buckets IN ACCESS EXCLUSIVE MODE", connection, transaction))
            await locks.ExecuteNonQueryAsync(cancellationToken);
        for (var caller = 0; caller < 50; caller++)
        {
            for (var request = 0; request < 20; request++)
            {
                var take = service.TakeAsync(new("demo", $"caller {caller}"), size, 1, cancellationToken);
                Assert.That(take.IsCompleted && (await take).IsTaken, Is.True, "at once, though the table is locked");
            }
        }

        await transaction.RollbackAsync(cancellationToken);
    }

    [Test]
    public async Task A_database_that_is_away_holds_nobody_up(CancellationToken cancellationToken)
    {
        var size = new BucketSize("caller", 1000, 10, 5);
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Timeout=1");
        using var service = new BucketService(new(new(nowhere)), TimeProvider.System, NullLogger<BucketService>.Instance);
        await service.StartAsync(cancellationToken);
        for (var request = 0; request < 12; request++)
            Assert.That((await service.TakeAsync(Key, size, 1, cancellationToken)).IsTaken, Is.True);
        await service.StopAsync(cancellationToken);
    }

    [Test]
    public void What_was_given_back_is_not_given_back_twice_when_the_answer_gets_lost()
    {
        var size = new BucketSize("caller", 100, 1, 10);
        var bucket = new Bucket(Key, size, TimeProvider.System);
        bucket.End(new(bucket.Begin().Report.Wanted, 90));
        Assert.That(bucket.Take(1, size), Is.EqualTo(BucketTake.Taken));
        Assert.That(bucket.TryPutAway(TimeSpan.Zero), Is.True);
        var (report, _) = bucket.Begin();
        bucket.Fail(report);
        Assert.That(report.Owed, Is.EqualTo(-9));
        Assert.That(bucket.Begin().Report.Owed, Is.Zero);
    }

    [Test]
    public async Task What_was_spent_beyond_a_limit_is_made_up_for_first(CancellationToken cancellationToken)
    {
        var size = new BucketSize("tenant-tokens", 1000, 100, 20);
        using var service = await StartAsync(cancellationToken);
        service.Spend(Key, size, 1500);
        await UntilAsync(async () => !(await service.TakeAsync(Key, size, 0, cancellationToken)).IsTaken, cancellationToken);
        var (bucket, _) = await service.TakeAsync(Key, size, 0, cancellationToken);
        Assert.That(bucket.EmptyFor.TotalSeconds, Is.EqualTo(5).Within(1), "500 too many, 100 of which come back in a second");
    }

    [Test]
    public async Task A_bucket_that_is_full_again_needs_no_row(CancellationToken cancellationToken)
    {
        await _store.SettleAsync([new(Key, new("caller", 100, 1000, 1), 50, 0), new(Key with { Name = "slow" }, new("caller", 100, 0.01, 1), 50, 0)], cancellationToken);
        await UntilAsync(async () => await _store.SweepAsync(100, cancellationToken) == 1, cancellationToken);
        Assert.That(await AvailableAsync(new("caller", 100, 1000, 1), cancellationToken), Is.EqualTo(100));
    }

    private async Task<BucketService> StartAsync(CancellationToken cancellationToken)
    {
        var service = new BucketService(_store, TimeProvider.System, NullLogger<BucketService>.Instance);
        await service.StartAsync(cancellationToken);
        return service;
    }

    private async Task<double> AvailableAsync(BucketSize size, CancellationToken cancellationToken) =>
        (await _store.SettleAsync([new(Key, size, 0, 0)], cancellationToken))[Key].Available;

    private static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition())
            await Task.Delay(20, cancellationToken);
    }
}
