using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Security.Audit;
using Agent.Host.Security.People;
using Agent.Tests.Host.Webhooks;

namespace Agent.Tests.Host.Security;

/// <summary>Every call that changes something is in the chain once: with who, what, on whose word, and in which request; and nobody waited for it.</summary>
internal sealed class ToolActsTests
{
    private const string Wish = "I'd like to return the headphones from my last order, refund to my credit card";
    private const string Mara = "mara_olsen_1001";

    [Test, CancelAfter(120_000)]
    public async Task A_call_is_in_the_log_with_its_request_its_approval_and_its_arguments_until_the_customer_is_erased(CancellationToken cancellationToken)
    {
        await using var host = await WebhookHost.StartAsync();
        var (id, asked) = await host.SayAsync(Wish);
        var approval = asked.GetProperty("pendingApproval").GetProperty("id").GetString();
        using (var yes = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/approvals/{approval}/decision") { Content = JsonContent.Create(new { decision = "approve" }) })
        {
            yes.Headers.Add("X-Request-Id", "r-yes");
            using var decided = await host.Admin.SendAsync(yes, cancellationToken);
            var turn = (await decided.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("turnId").GetString();
            using var ended = await host.Admin.GetAsync(new Uri($"/api/v1/conversations/{id}/turns/{turn}?wait=20", UriKind.Relative), cancellationToken);
            Assert.That((int)ended.StatusCode, Is.EqualTo(200));
        }

        await UntilNoneWaitsAsync(host, cancellationToken);
        var called = (await ReadAsync(host, cancellationToken)).Single(row => row.GetProperty("details").GetProperty("tool").GetString() == "return_delivered_order_items");
        var details = called.GetProperty("details");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(called.GetProperty("requestId").GetString(), Is.EqualTo("r-yes"));
            Assert.That((called.GetProperty("actor").GetString(), called.GetProperty("subject").GetString()), Is.EqualTo(("workflow", id)));
            Assert.That((details.GetProperty("outcome").GetString(), details.GetProperty("approval").GetString()), Is.EqualTo(("done", approval)));
            Assert.That(details.GetProperty("call").GetString(), Does.StartWith("call_"));
            Assert.That(details.GetRawText(), Does.Not.Contain("W1000001").And.Not.Contain(Mara), "what is stored is sealed");
            Assert.That(called.GetProperty("opened").GetProperty("arguments").GetString(), Does.Contain("#W1000001"));
            Assert.That(called.GetProperty("opened").GetProperty("customer").GetString(), Is.EqualTo($"customer:{Mara}"));
            Assert.That((await ReadAsync(host, cancellationToken)).Select(row => row.GetProperty("details").GetProperty("tool").GetString()), Has.None.StartsWith("get_").And.None.StartsWith("preview_"));
            Assert.That(await FaultAsync(host, cancellationToken), Is.Null);
        }

        await host.Get<CustomerKeys>().DestroyAsync("demo", Mara, cancellationToken);
        var after = (await ReadAsync(host, cancellationToken)).Single(row => row.GetProperty("number").GetInt64() == called.GetProperty("number").GetInt64());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(after.GetProperty("opened").EnumerateObject().Select(member => member.Value.GetString()), Is.All.EqualTo("customer:erased"));
        Assert.That(after.GetProperty("hash").GetString(), Is.EqualTo(called.GetProperty("hash").GetString()));
        Assert.That(await FaultAsync(host, cancellationToken), Is.Null, "the chain is whole all the same");
    }

    [Test, CancelAfter(120_000)]
    public async Task Replicas_that_look_at_once_and_one_that_breaks_off_bring_each_call_once(CancellationToken cancellationToken)
    {
        const int Calls = 450;
        await using var host = await WebhookHost.StartAsync();
        await using (var fill = host.Database.CreateCommand(
            $$"""
            INSERT INTO backoffice.tool_acts (tenant, at, tool, caller, role, customer_id, conversation_id, idempotency_key, arguments, outcome)
            SELECT 'demo', now(), 'create_ticket', 'workflow', 'agent', 'customer_' || n % 7, 'c' || n, 'c' || n || ':call_1', '{"n": 1}', 'done' FROM generate_series(1, {{Calls}}) n
            """))
            await fill.ExecuteNonQueryAsync(cancellationToken);
        var store = host.Get<AuditStore>();

        // One takes them and is gone before it has committed: they wait as before.
        Assert.That(async () => await store.MoveAsync("demo", async transaction =>
        {
            await using var take = transaction.Connection!.CreateCommand();
            (take.Transaction, take.CommandText) = (transaction, "DELETE FROM backoffice.tool_acts");
            await take.ExecuteNonQueryAsync(cancellationToken);
            throw new TimeoutException("killed here");
        }, cancellationToken), Throws.InstanceOf<TimeoutException>());
        var acts = host.Get<ToolActs>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => acts.MoveAsync(cancellationToken), cancellationToken)));
        await UntilNoneWaitsAsync(host, cancellationToken);
        var subjects = new List<string>();
        await foreach (var row in store.ReadAllAsync("demo", cancellationToken))
        {
            if (row.Act == AuditActs.ToolCalled)
                subjects.Add(row.Subject);
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(subjects, Has.Count.EqualTo(Calls).And.Unique);
        Assert.That(await FaultAsync(host, cancellationToken), Is.Null);
    }

    /// <summary>The log itself brings them over once a second; a test looks as well, so that it need not wait.</summary>
    private static async Task UntilNoneWaitsAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        do
        {
            await host.Get<ToolActs>().MoveAsync(cancellationToken);
        }
        while (await CountAsync(host, cancellationToken) > 0);
    }

    private static async Task<long> CountAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        await using var count = host.Database.CreateCommand("SELECT count(*) FROM backoffice.tool_acts");
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<JsonElement[]> ReadAsync(WebhookHost host, CancellationToken cancellationToken) =>
        [.. (await host.Admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?act=tool.called&limit=1000", cancellationToken)).GetProperty("items").EnumerateArray()];

    private static async Task<string?> FaultAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        using var verified = await host.Admin.PostAsync(new Uri("/api/v1/audit/verify", UriKind.Relative), null, cancellationToken);
        var verification = await verified.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return verification.TryGetProperty("fault", out var fault) ? fault.GetRawText() : null;
    }
}
