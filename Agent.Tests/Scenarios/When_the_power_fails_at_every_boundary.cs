using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>
/// The first conversation of the README, against the real service in a process of its own, which is killed with signal 9 before and after every
/// commit, and between every tool's effect and the commit that notes it. The client does what clients do: it sends the same request again.
/// </summary>
/// <remarks>Each test is minutes of starting the service anew, so they run beside each other, each on an instance of its own.</remarks>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase), Parallelizable(ParallelScope.All)]
internal sealed class When_the_power_fails_at_every_boundary
{
    private const int MostKills = 120;
    private readonly string _points = Path.Combine(Path.GetTempPath(), $"agent-kill-points-{Guid.NewGuid():N}");
    private Dictionary<string, string> _environment = [];
    private string _database = "";
    private ServiceProcess? _service;

    [SetUp]
    public async Task PrepareAsync()
    {
        _database = await PostgresFixture.CreateDatabaseAsync();
        _environment = new()
        {
            ["ConnectionStrings__Agent"] = _database,
            ["Runtime__IsAlone"] = "true",
            ["Model__Provider"] = "offline",
            ["DOTNET_STARTUP_HOOKS"] = typeof(When_the_power_fails_at_every_boundary).Assembly.Location,
            ["AGENT_TEST_KILL_POINTS"] = _points,
        };
    }

    [TearDown]
    public async Task CleanUpAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            _service = null;
        }

        File.Delete(_points);
    }

    [Test, CancelAfter(600_000)]
    public Task Every_message_is_answered_once_and_the_return_is_booked_once(CancellationToken cancellationToken) => PlayAsync(
        ["I'd like to return the headphones from my last order", "back to my card please", "yes"],
        "return_delivered_order_items", "SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'", cancellationToken);

    [Test, CancelAfter(600_000)]
    public async Task Every_message_is_answered_once_and_the_refund_is_made_once(CancellationToken cancellationToken)
    {
        await PlayAsync(["Please refund order #W1000001 without returning it, it arrived scratched", "yes"],
            "process_refund", "SELECT count(*) FROM backoffice.refunds WHERE order_id = '#W1000001' AND amount_minor = 15390", cancellationToken);
        Assert.That(await CountAsync("SELECT count(*) FROM backoffice.orders, jsonb_array_elements(payment_history) p WHERE order_id = '#W1000001' AND p ->> 'transaction_type' = 'refund'",
            cancellationToken), Is.EqualTo(1));
    }

    private async Task PlayAsync(string[] said, string tool, string effects, CancellationToken cancellationToken)
    {
        var conversation = await PostAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, "start", cancellationToken);
        var id = conversation.GetProperty("id").GetString();
        var replies = new List<string>();
        foreach (var (text, number) in said.Select((text, index) => (text, index + 1)))
        {
            var turn = await PostAsync($"/api/v1/conversations/{id}/messages", new { text }, $"message-{number}", cancellationToken);
            replies.Add(turn.GetProperty("reply").GetString() ?? "");
            TestContext.Out.WriteLine($"> {text}\n{replies[^1]}\n");
        }

        var points = await File.ReadAllLinesAsync(_points, cancellationToken);
        TestContext.Out.WriteLine($"Killed {points.Length} times:\n{string.Join('\n', points)}");
        var transcript = await GetAsync($"/api/v1/conversations/{id}/messages", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(points.Count(point => point.StartsWith("before", StringComparison.Ordinal)), Is.EqualTo(points.Count(point => point.StartsWith("after", StringComparison.Ordinal))));
        Assert.That(points, Has.Some.StartsWith($"execute_tool {tool}"));
        Assert.That(points, Has.Length.GreaterThan(20));
        Assert.That(transcript.GetRawText(), Does.Contain(said[0]));
        Assert.That(await CountAsync("SELECT count(*) FROM agent.inbox", cancellationToken), Is.EqualTo(said.Length));
        Assert.That(await CountAsync("SELECT count(*) FROM agent.checkpoints WHERE ends_turn", cancellationToken), Is.EqualTo(said.Length));
        Assert.That(await CountAsync("SELECT count(*) FROM agent.checkpoints, json_array_elements(events) e WHERE e ->> 't' = 'message.completed'", cancellationToken), Is.EqualTo(said.Length));
        Assert.That(await CountAsync(effects, cancellationToken), Is.EqualTo(1));
        Assert.That(await CountAsync("SELECT count(*) FROM backoffice.tool_effects", cancellationToken), Is.EqualTo(1));
        Assert.That(replies[^1], Does.Contain("#W1000001"));
    }

    /// <summary>Sends a request until it is answered, starting the service again whenever it has died.</summary>
    private async Task<JsonElement> PostAsync(string path, object body, string key, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostKills; attempt++)
        {
            try
            {
                var service = await ServiceAsync(cancellationToken);
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await service.Client.SendAsync(request, cancellationToken);
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
                {
                    return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                }

                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await answer.Content.ReadAsStringAsync(cancellationToken));
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException)
            {
                // Killed in the middle: the same request again, as soon as the service is back.
                await _service!.WaitForExitAsync(cancellationToken);
            }
        }

        throw new AssertionException($"{path} was not answered after {MostKills} attempts.{Environment.NewLine}{_service?.Output}");
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        await (await ServiceAsync(cancellationToken)).Client.GetFromJsonAsync<JsonElement>(path, cancellationToken);

    private async Task<ServiceProcess> ServiceAsync(CancellationToken cancellationToken)
    {
        while (_service is null || _service.HasExited)
        {
            if (_service is not null)
            {
                await _service.DisposeAsync();
                _service = null;
            }

            _service = await ServiceProcess.StartAsync(_environment, cancellationToken);
        }

        return _service;
    }

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
