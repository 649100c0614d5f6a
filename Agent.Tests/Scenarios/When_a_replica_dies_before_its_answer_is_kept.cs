using System.Net;
using System.Net.Http.Json;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>A conversation has been started, and its replica is killed before the answer to that is stored. The client asks another replica again, with the same key.</summary>
internal sealed class When_a_replica_dies_before_its_answer_is_kept
{
    [Test, CancelAfter(90_000)]
    public async Task The_repetition_gets_the_conversation_that_was_started_and_makes_no_second_one(CancellationToken cancellationToken)
    {
        var connection = await PostgresFixture.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connection);
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Agent"] = connection, ["Model__Provider"] = "offline" };
        await using var dies = await ServiceProcess.StartAsync(settings, cancellationToken);
        await using var stays = await ServiceProcess.StartAsync(settings, cancellationToken);
        // Storing the answer takes for ever: that is the moment to die.
        await ExecuteAsync(
            database,
            """
            CREATE FUNCTION api.hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$;
            CREATE TRIGGER hang BEFORE UPDATE ON api.answers FOR EACH ROW WHEN (NEW.status IS NOT NULL) EXECUTE FUNCTION api.hang();
            """, cancellationToken);
        var lost = PostAsync(dies, cancellationToken);
        while (await ReadAsync<long>(database, "SELECT count(*) FROM agent.conversations", cancellationToken) == 0)
            await Task.Delay(20, cancellationToken);
        while (await ReadAsync<long>(database, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()", cancellationToken) == 0)
            await Task.Delay(20, cancellationToken);
        dies.Signal("KILL");
        Assert.That(async () => await lost, Throws.InstanceOf<HttpRequestException>());
        await ExecuteAsync(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()", cancellationToken);
        await ExecuteAsync(database, "DROP TRIGGER hang ON api.answers; UPDATE api.answers SET held_until = now() - interval '1 second'", cancellationToken);

        using var repeated = await PostAsync(stays, cancellationToken);
        using var again = await PostAsync(stays, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(repeated.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await ReadAsync<string>(database, "SELECT string_agg(id, ' ') FROM agent.conversations", cancellationToken), Is.EqualTo(repeated.Headers.Location!.ToString().Split('/')[^1]));
        Assert.That(again.Headers.Location, Is.EqualTo(repeated.Headers.Location));
    }

    private static async Task<HttpResponseMessage> PostAsync(ServiceProcess replica, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations") { Content = JsonContent.Create(new { customerId = "mara_olsen_1001" }) };
        request.Headers.Add("Idempotency-Key", "start-1");
        return await replica.Client.SendAsync(request, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
