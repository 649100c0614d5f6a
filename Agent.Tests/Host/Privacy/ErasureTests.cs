using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Privacy;
using Agent.Host.Security.Audit;
using Agent.Plugins.BackOffice.Erasure;
using Agent.Processes;
using Agent.Tests.Host.Api;
using Agent.Tests.Host.Webhooks;
using Npgsql;

namespace Agent.Tests.Host.Privacy;

/// <summary>After an erasure nothing in the database says who the customer was or what they said, whatever table there is, but for what a duty keeps.</summary>
internal sealed class ErasureTests
{
    private const string Mara = "mara_olsen_1001";
    private const string Marker = "zebraquagga7731";
    private static readonly string[] Kinds = ["turn.completed", "turn.failed", "approval.requested", "approval.decided", "conversation.ended"];
    private static readonly string[] Traces = [Mara, "olsen", Marker];
    private WebhookHost _host = null!;
    private string _keys = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _keys = Path.Combine(Path.GetTempPath(), $"keyring-{Guid.NewGuid():N}.json");
        _host = await WebhookHost.StartAsync(null, "--Erasure:SecondPass", "00:00:00.500", "--Erasure:Interval", "00:00:00.100", "--KeyRing:Path", _keys);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_keys);
    }

    [Test, CancelAfter(120_000)]
    public async Task No_table_of_no_schema_knows_the_customer_any_more_but_for_what_a_duty_keeps(CancellationToken cancellationToken)
    {
        var conversation = await LiveAsync(cancellationToken);
        var (other, _) = await _host.SayAsync($"hello, this is {Marker}", customer: "tom_becker_1002");
        var before = await ScanAsync(cancellationToken);
        Assert.That(before, Is.SupersetOf(new[]
        {
            "agent.inbox", "agent.checkpoints", "agent.conversations", "agent.approvals", "agent.feedback", "agent.takeovers", "agent.replay_items", "agent.replay_runs", "teams.people", "teams.outbox",
            "teams.activities", "api.answers", "backoffice.tool_audit", "backoffice.tickets", "backoffice.customers", "security.customer_keys",
        }), "what is not there cannot go");
        using (var cancelled = await _host.Admin.PostAsJsonAsync($"/api/v1/conversations/{other}/cancel", new { }, cancellationToken))
            Assert.That(cancelled.IsSuccessStatusCode, Is.True);
        var report = await EraseAsync(cancellationToken);
        await RemoveOthersMarkerAsync(other, cancellationToken);
        var kept = await ScanAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(kept.Except(BackOfficeRecords.Kept.Keys), Is.Empty, "nobody erases these");
        Assert.That(report.GetProperty("removed").EnumerateObject().Select(table => table.Name), Does.Contain("agent.conversations").And.Contain("teams.outbox").And.Contain("api.answers").And.Contain("webhooks.deliveries"));
        Assert.That(report.GetProperty("kept").EnumerateObject().Select(kept => kept.Name), Is.SupersetOf(kept));
        Assert.That(report.GetRawText(), Does.Not.Contain(Mara));
        using var gone = await _host.Admin.GetAsync($"/api/v1/conversations/{conversation}", cancellationToken);
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test, CancelAfter(120_000)]
    public async Task The_audit_chain_stays_whole_and_does_not_say_who_it_was(CancellationToken cancellationToken)
    {
        await LiveAsync(cancellationToken);
        Assert.That(await PersonsAsync(cancellationToken), Does.Contain($"customer:{Mara}"));
        var found = await _host.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit?actor=customer:{Mara}", cancellationToken);
        Assert.That(found.GetProperty("items").GetArrayLength(), Is.Positive);
        await EraseAsync(cancellationToken);
        var persons = await PersonsAsync(cancellationToken);
        var store = _host.Get<AuditStore>();
        var verifier = new AuditVerifier("demo", await store.ReadCheckpointsAsync("demo", cancellationToken), null);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(persons, Does.Contain("customer:erased").And.Not.Contain($"customer:{Mara}"));
        Assert.That(await verifier.FindFaultAsync(store.ReadAllAsync("demo", cancellationToken)), Is.Null);
        Assert.That(verifier.Rows, Is.Positive);
    }

    [Test, CancelAfter(120_000)]
    public async Task An_erasure_that_was_broken_off_anywhere_is_carried_through_by_whoever_is_left(CancellationToken cancellationToken)
    {
        await LiveAsync(cancellationToken);
        var store = _host.Get<ErasureStore>();
        var begun = await store.BeginAsync("demo", Mara, "admin:ann", cancellationToken);
        // Killed behind the conversations, and before everything that is found by them.
        var runtime = _host.Get<ICustomerRecords>();
        var trace = await runtime.FindAsync("demo", Mara, cancellationToken);
        await store.NoteFoundAsync(begun, new(Mara, trace.Conversations, trace.Approvals), cancellationToken);
        await runtime.EraseAsync("demo", Mara, trace, cancellationToken);
        Assert.That((await ScanAsync(cancellationToken)).Except(BackOfficeRecords.Kept.Keys), Is.Not.Empty);
        await using (var due = _host.Database.CreateCommand("UPDATE security.erasures SET next_at = now()"))
            await due.ExecuteNonQueryAsync(cancellationToken);
        while ((await store.FindAsync("demo", begun.Id, cancellationToken))!.DoneAt is null)
            await Task.Delay(50, cancellationToken);
        Assert.That((await ScanAsync(cancellationToken)).Except(BackOfficeRecords.Kept.Keys), Is.Empty);
        var again = await EraseAsync(cancellationToken);
        Assert.That(again.GetProperty("removed").EnumerateObject().Select(table => table.Name), Does.Not.Contain("agent.conversations"));
    }

    [Test, CancelAfter(120_000)]
    public async Task An_export_holds_what_the_customer_said_and_is_told_and_nobody_else_s(CancellationToken cancellationToken)
    {
        var conversation = await LiveAsync(cancellationToken);
        await _host.SayAsync("hello from somebody else", customer: "tom_becker_1002");
        using var answered = await _host.Admin.PostAsJsonAsync("/api/v1/customer-exports", new { customerId = Mara }, cancellationToken);
        var export = await answered.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        var told = export.GetProperty("conversations").EnumerateArray().Single(one => one.GetProperty("id").GetString() == conversation);
        Assert.That(told.GetProperty("messages")[0].GetProperty("text").GetString(), Does.Contain(Marker));
        Assert.That(told.GetProperty("feedback")[0].GetProperty("comment").GetString(), Does.Contain(Marker));
        Assert.That(export.GetProperty("approvals").GetArrayLength(), Is.Positive);
        Assert.That(export.GetProperty("tickets").EnumerateArray().Select(one => one.GetProperty("text").GetString()), Has.Some.Contains(Marker));
        Assert.That(export.GetRawText(), Does.Not.Contain("somebody else"));
        Assert.That(await PersonsAsync(cancellationToken, "customer.exported"), Is.Empty, "an administrator did it");
    }

    [Test, CancelAfter(60_000)]
    public async Task It_takes_the_scope_and_a_customer_and_stays_in_the_tenant(CancellationToken cancellationToken)
    {
        await LiveAsync(cancellationToken);
        using var agent = _host.As("olga", "demo", "operator");
        using var other = _host.As("otto", "other", "admin");
        foreach (var address in new[] { "/api/v1/erasures", "/api/v1/customer-exports" })
        {
            using var denied = await agent.PostAsJsonAsync(address, new { customerId = Mara }, cancellationToken);
            Assert.That(denied.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            foreach (var nobody in new[] { "", "guest", "a\nb" })
            {
                using var refused = await _host.Admin.PostAsJsonAsync(address, new { customerId = nobody }, cancellationToken);
                await ApiTests.ReadProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-request");
            }
        }

        var before = await ScanAsync(cancellationToken);
        using var foreign = await other.PostAsJsonAsync("/api/v1/erasures", new { customerId = Mara }, cancellationToken);
        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(await ScanAsync(cancellationToken), Is.SupersetOf(before.Except(["backoffice.tool_acts"])), "another tenant's customer of that id is another person");
        using var report = await _host.Admin.GetAsync(foreign.Headers.Location!, cancellationToken);
        Assert.That(report.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>Leaves traces everywhere.</summary>
    private async Task<string> LiveAsync(CancellationToken cancellationToken)
    {
        await _host.SubscribeAsync(Kinds);
        using var mara = _host.As(Mara, "demo", "customer");
        var (id, asked) = await _host.SayAsync($"I'd like to return the headphones from my last order, refund to my credit card. My word is {Marker}", mara, customer: Mara);
        var approval = asked.GetProperty("pendingApproval").GetProperty("id").GetString();
        await PostAsync(mara, $"/api/v1/approvals/{approval}/decision", new { decision = "approve", reason = Marker });
        var address = $"/api/v1/conversations/{id}";
        await PostAsync(mara, $"{address}/feedback", new { rating = "up", comment = $"thank you, {Marker}" });
        await PostAsync(_host.Admin, $"{address}/claim", new { reason = Marker });
        await PostAsync(_host.Admin, $"{address}/reply", new { text = $"hello {Marker}, this is Ann" });
        await PostAsync(_host.Admin, $"{address}/release", new { note = Marker });
        await PostAsync(_host.Admin, $"{address}/fork", new { checkpoint = 1 });
        await using var command = _host.Database.CreateCommand(
            $$"""
            INSERT INTO teams.people (tenant, directory_id, user_id, roles, customer_id, is_refused, changed_at, changed_by) VALUES ('demo', 'd', 'u1', '{customer}', '{{Mara}}', false, now(), 'x');
            INSERT INTO teams.chats (tenant, id, teams_id, kind, user_id, channel_user_id, user_name, bot_id, service_url, locale, conversation_id, last_turn, seen_at, wrote_at, is_gone, last_event)
                VALUES ('demo', 'c1', 'c1', 'personal', 'u1', 'u1', 'Mara Olsen', 'b', 'https://x', 'en', '{{id}}', 1, now(), now(), false, 0);
            INSERT INTO teams.activities (tenant, teams_id, activity_id, chat_id, body, is_done, attempts, received_at) VALUES ('demo', 'c1', 'a1', 'c1', '{"text":"{{Marker}}"}', false, 0, now());
            INSERT INTO teams.outbox (tenant, key, chat_id, body, approval_id, is_open, is_done, attempts, next_at, created_at)
                VALUES ('demo', 'card:{{approval}}:op', 'op', '{"text":"{{Marker}} Olsen"}', '{{approval}}', false, true, 1, now(), now()),
                       ('demo', 'answer:{{id}}:t1:0', 'c1', '{"text":"{{Marker}}"}', NULL, false, true, 1, now(), now());
            INSERT INTO teams.outbox (tenant, key, chat_id, body, replaces, is_open, is_done, attempts, next_at, created_at)
                SELECT 'demo', 'closed:1', 'op', '{"text":"Olsen {{Marker}}"}', number, false, true, 1, now(), now() FROM teams.outbox WHERE approval_id = '{{approval}}';
            INSERT INTO agent.replay_runs (tenant, id, mode, status, spec, digest, created_by, created_at, is_job, cancel_requested)
                VALUES ('demo', 'r1', 'exact', 'completed', '{"customer":"{{Mara}}"}', 'd', 'x', now(), true, false);
            INSERT INTO agent.replay_items (tenant, run_id, number, source_id, source, result) VALUES ('demo', 'r1', 1, '{{id}}', NULL, '{"text":"{{Marker}}"}'), ('demo', 'r1', 2, NULL, '{"user_id":"{{Mara}}"}', NULL);
            INSERT INTO backoffice.tickets (tenant, ticket_id, customer_id, conversation_id, team, priority, status, subject, body, created_at)
                VALUES ('demo', 'T-erase', '{{Mara}}', '{{id}}', 'general', 'normal', 'open', 'Mara Olsen', 'She said {{Marker}}', now());
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    private static async Task PostAsync(HttpClient client, string address, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N")); // so that the answer is kept
        using var response = await client.SendAsync(request);
        Assert.That(response.IsSuccessStatusCode, Is.True, $"{address}: {await response.Content.ReadAsStringAsync()}");
    }

    private async Task<JsonElement> EraseAsync(CancellationToken cancellationToken)
    {
        using var accepted = await _host.Admin.PostAsJsonAsync("/api/v1/erasures", new { customerId = Mara }, cancellationToken);
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await accepted.Content.ReadAsStringAsync(cancellationToken));
        while (true)
        {
            var report = await _host.Admin.GetFromJsonAsync<JsonElement>(accepted.Headers.Location, cancellationToken);
            if (report.GetProperty("status").GetString() == "completed")
                return report;
            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task<List<string>> PersonsAsync(CancellationToken cancellationToken, string? act = null)
    {
        var page = await _host.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit?limit=1000{(act is null ? "" : $"&act={act}")}", cancellationToken);
        return [.. page.GetProperty("items").EnumerateArray().Where(row => row.TryGetProperty("person", out _)).Select(row => row.GetProperty("person").GetString()!)];
    }

    // Somebody else said the same word, so that a search for it alone would take theirs as well.
    private async Task RemoveOthersMarkerAsync(string conversation, CancellationToken cancellationToken)
    {
        await using var count = _host.Database.CreateCommand("SELECT count(*) FROM agent.inbox WHERE conversation_id = $1");
        count.Parameters.AddWithValue(conversation);
        Assert.That(await count.ExecuteScalarAsync(cancellationToken), Is.Positive, "another customer's conversation is untouched");
        var trace = await _host.Get<ICustomerRecords>().FindAsync("demo", "tom_becker_1002", cancellationToken);
        await _host.Get<ICustomerRecords>().EraseAsync("demo", "tom_becker_1002", trace, cancellationToken);
        await _host.Get<EdgeRecords>().EraseAsync("demo", new("tom_becker_1002", trace.Conversations, trace.Approvals), cancellationToken);
    }

    /// <summary>Every table of every schema in which anything of the customer stands, as text or as bytes.</summary>
    private async Task<List<string>> ScanAsync(CancellationToken cancellationToken)
    {
        List<string> tables = [], found = [];
        await using (var list = _host.Database.CreateCommand(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                tables.Add(reader.GetString(0));
        foreach (var table in tables)
        {
            await using var look = _host.Database.CreateCommand(
                $"SELECT EXISTS (SELECT FROM {table} t, unnest($1::text[]) AS trace (text) WHERE position(trace.text IN lower(t::text)) > 0 OR position(encode(convert_to(trace.text, 'UTF8'), 'hex') IN t::text) > 0)");
            look.Parameters.Add(new NpgsqlParameter { Value = Traces });
            if (await look.ExecuteScalarAsync(cancellationToken) is true)
                found.Add(table);
        }

        return found;
    }
}
