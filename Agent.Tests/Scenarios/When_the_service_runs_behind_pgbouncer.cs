using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>Two replicas share a database through a pooler that gives every transaction another connection.</summary>
internal sealed class When_the_service_runs_behind_pgbouncer
{
    [Test, CancelAfter(240_000)]
    public async Task The_conversation_is_held_on_both_replicas_and_streamed_by_the_other(CancellationToken cancellationToken)
    {
        var direct = await PostgresFixture.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(direct, cancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Agent"] = pooler.ConnectionString,
            ["ConnectionStrings__AgentDirect"] = direct,
            ["Database__Pooler"] = "transaction",
            ["Model__Provider"] = "offline",
        };
        await using var first = await ServiceProcess.StartAsync(environment, cancellationToken);
        await using var second = await ServiceProcess.StartAsync(environment, cancellationToken);
        using var started = await first.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        Assert.That(started.StatusCode, Is.EqualTo(HttpStatusCode.Created), first.Output);
        var conversation = started.Headers.Location!.ToString();

        using var response = await second.Client.GetAsync($"{conversation}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var streaming = ReadAsync(response, turns: 3, cancellationToken);
        var asked = await SayAsync(first, conversation, "I'd like to return the headphones from my last order", cancellationToken);
        await pooler.RestartAsync(cancellationToken); // cuts every pooled connection of both
        var waits = await SayAsync(second, conversation, "back to my card please", cancellationToken);
        await pooler.RestartAsync(cancellationToken);
        var booked = await SayAsync(first, conversation, "yes", cancellationToken);
        var events = await streaming;

        await using var connection = new NpgsqlConnection(direct);
        await connection.OpenAsync(cancellationToken);
        await using var returns = new NpgsqlCommand("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'", connection);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.GetProperty("status").GetString(), Is.EqualTo("idle"));
        Assert.That(waits.GetProperty("status").GetString(), Is.EqualTo("waiting"));
        Assert.That(booked.GetProperty("status").GetString(), Is.EqualTo("idle"));
        Assert.That(await returns.ExecuteScalarAsync(cancellationToken), Is.EqualTo(1));
        Assert.That(events.Where(item => item.Id is not null).Select(item => item.Id), Is.EqualTo(Enumerable.Range(1, events.Count(item => item.Id is not null)).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        Assert.That(events.Count(item => item.Type == "message.completed"), Is.EqualTo(3));
    }

    private static async Task<JsonElement> SayAsync(ServiceProcess replica, string conversation, string text, CancellationToken cancellationToken)
    {
        using var answer = await replica.Client.PostAsJsonAsync($"{conversation}/messages", new { text }, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), body + replica.Output);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    private static async Task<List<(string? Id, string Type)>> ReadAsync(HttpResponseMessage response, int turns, CancellationToken cancellationToken)
    {
        List<(string?, string)> events = [];
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken))
        {
            events.Add((item.EventId, item.EventType));
            if (item.EventType == "turn.completed" && --turns == 0)
            {
                break;
            }
        }

        return events;
    }
}
