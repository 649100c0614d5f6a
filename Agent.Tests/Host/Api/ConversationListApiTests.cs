using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Host.Api;

internal sealed class ConversationListApiTests
{
    private const string Address = "/api/v1/conversations";
    private TokenIssuer _issuer = null!;
    private ApiHost _host = null!;
    private HttpClient _operator = null!;
    private string[] _ids = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _host = await ApiHost.StartAsync(_issuer);
        _operator = _host.As(_issuer.Token(_issuer.Claims("ann", "demo", "operator")));
        // One each day from the 1st to the 6th, by turns Mara's and Tom's; the last one is another tenant's, the one before it a sandbox.
        _ids = [.. Enumerable.Range(1, 6).Select(day => ConversationIds.New(new(2026, 11, day, 12, 0, 0, TimeSpan.Zero)))];
        foreach (var (index, id) in _ids.Index())
        {
            await ExecuteAsync(
                $"""
                INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns, input_tokens,
                    cached_input_tokens, output_tokens, cost_usd, tool_calls, sandbox, created_at, updated_at)
                VALUES ('{(index == 5 ? "other" : "demo")}', '{id}', 'support', 'v1', '{(index % 2 == 0 ? "mara" : "tom")}', 'web', '{(index == 1 ? "completed" : "idle")}', 0, 1, 5, 1, 100, 0, 10,
                    0.001, 0, {(index == 4 ? "true" : "false")}, '2026-11-0{index + 1}T12:00:00Z', now())
                """);
        }

        await ExecuteAsync(
            $"""
            INSERT INTO agent.digests (tenant, conversation_id, upto, customer_id, channel, sandbox, status, category, escalated, turns, tool_calls, input_tokens, output_tokens, cost_usd,
                tools, blocked, opening, last_at, words)
            VALUES ('demo', '{_ids[2]}', 1, 'mara', 'web', false, 'idle', 'refunds', false, 1, 0, 100, 10, 0.001, ARRAY[]::text[], 0, 'My money back', now(), to_tsvector('simple', 'My money back'))
            """);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _operator.Dispose();
        await _host.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [TestCase("", 3, 2, 1, 0)]
    [TestCase("?sandbox=true", 4, 3, 2, 1, 0)]
    [TestCase("?customer=tom", 3, 1)]
    [TestCase("?status=completed", 1)]
    [TestCase("?category=refunds", 2)]
    [TestCase("?text=money", 2)]
    [TestCase("?text=nothing+of+the+kind")]
    [TestCase("?from=2026-11-02&to=2026-11-03T12:00:00Z", 1)]
    [TestCase("?from=2026-11-03T13:00:00%2B01:00", 3, 2)]
    [TestCase("?customer=tom&status=idle", 3)]
    public async Task Filters_narrow_the_list(string query, params int[] expected) =>
        Assert.That(Ids(await _operator.GetFromJsonAsync<JsonElement>(Address + query)), Is.EqualTo(expected.Select(index => _ids[index])));

    [Test]
    public async Task The_list_comes_in_pages()
    {
        var seen = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await _operator.GetFromJsonAsync<JsonElement>($"{Address}?limit=3{cursor}");
            seen.AddRange(Ids(page));
            cursor = page.TryGetProperty("next", out var next) ? "&cursor=" + next.GetString() : null;
        }

        Assert.That(seen, Is.EqualTo(new[] { _ids[3], _ids[2], _ids[1], _ids[0] }));
    }

    [Test]
    public async Task A_customer_finds_their_own_and_does_not_learn_what_they_were_taken_for()
    {
        using var mara = _host.As(_issuer.Token(_issuer.Claims("mara", "demo", "customer")));
        var own = await mara.GetFromJsonAsync<JsonElement>(Address + "?sandbox=true");
        using var others = await mara.GetAsync(Address + "?customer=tom");
        using var byCategory = await mara.GetAsync(Address + "?category=refunds");
        Assert.That(Ids(own), Is.EqualTo(new[] { _ids[2], _ids[0] }));
        Assert.That(own.GetProperty("items")[0].GetProperty("opening").GetString(), Is.EqualTo("My money back"));
        Assert.That(own.GetProperty("items")[0].TryGetProperty("category", out _), Is.False);
        await ApiTests.ReadProblemAsync(others, HttpStatusCode.Forbidden, "own-only");
        await ApiTests.ReadProblemAsync(byCategory, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test]
    public async Task Another_tenant_finds_its_own_only()
    {
        using var other = _host.As(_issuer.Token(_issuer.Claims("olga", "other", "operator")));
        Assert.That(Ids(await other.GetFromJsonAsync<JsonElement>(Address)), Is.EqualTo(new[] { _ids[5] }));
    }

    [TestCase("?status=open")]
    [TestCase("?status=0")]
    [TestCase("?limit=0")]
    [TestCase("?limit=201")]
    [TestCase("?from=yesterday")]
    [TestCase("?to=2026-13-01")]
    [TestCase("?customer=")]
    [TestCase("?text=%20")]
    [TestCase("?text=%00")]
    [TestCase("?cursor=")]
    [TestCase("?cursor=!!")]
    public async Task A_wrong_filter_is_refused(string query)
    {
        using var answer = await _operator.GetAsync(Address + query);
        await ApiTests.ReadProblemAsync(answer, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        using var started = await _operator.PostAsJsonAsync(Address, new { customerId = "mara" });
        using var first = await _operator.GetAsync(started.Headers.Location);
        var tag = first.Headers.ETag!;
        using var same = await AskAsync(started.Headers.Location!, tag);
        using var weak = await AskAsync(started.Headers.Location!, new(tag.Tag, isWeak: true));
        using var other = await AskAsync(started.Headers.Location!, new("\"something\""));
        using var cancelled = await _operator.PostAsync($"{started.Headers.Location}/cancel", null);
        using var changed = await AskAsync(started.Headers.Location!, tag);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(same.Headers.ETag, Is.EqualTo(tag));
        Assert.That(await same.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(weak.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await ApiTests.ReadAsync(changed)).GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(changed.Headers.ETag, Is.Not.EqualTo(tag));
        Assert.That(first.Headers.CacheControl?.ToString(), Is.EqualTo("no-cache, private"));
    }

    private async Task<HttpResponseMessage> AskAsync(Uri address, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.IfNoneMatch.Add(tag);
        return await _operator.SendAsync(request);
    }

    private static IEnumerable<string> Ids(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _host.Get<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
