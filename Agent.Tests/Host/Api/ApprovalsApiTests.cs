using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Agent.Tests.Host.Api;

internal sealed class ApprovalsApiTests : ApiTests
{
    private static readonly string[] s_pages = ["p-3", "p-2", "p-1"];

    [Test]
    public async Task Whoever_decides_second_is_told_who_was_first()
    {
        Host.Conversations.Asks = Approvals.ForOperator("a-1");
        var id = await StartConversationAsync();
        using (await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "refund it" }))
        {
        }

        var pending = await Host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/approvals?status=pending&conversation={id}");
        Assert.That(pending.GetProperty("items")[0].GetProperty("conversationId").GetString(), Is.EqualTo(id));

        using var first = await Host.Client.PostAsJsonAsync("/api/v1/approvals/a-1/decision", new { decision = "deny", reason = "too much" });
        var decided = await ReadAsync(first);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(decided.GetProperty("turnId").GetString(), Is.EqualTo("t2"));
            Assert.That(decided.GetProperty("approval").GetProperty("status").GetString(), Is.EqualTo("denied"));
            Assert.That(decided.GetProperty("approval").GetProperty("decision").GetProperty("decidedBy").GetString(), Is.EqualTo("operator:dev"));
        }

        using var second = await Host.Client.PostAsJsonAsync("/api/v1/approvals/a-1/decision", new { decision = "approve" });
        var problem = await ReadProblemAsync(second, HttpStatusCode.Conflict, "approval-already-decided");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(problem.GetProperty("decidedBy").GetString(), Is.EqualTo("operator:dev"));
        Assert.That(problem.GetProperty("decidedAt").GetDateTimeOffset(), Is.EqualTo(DateTimeOffset.UnixEpoch));
        Assert.That(problem.GetProperty("reason").GetString(), Is.EqualTo("too much"));
        var still = await Host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/approvals?status=pending&conversation={id}");
        Assert.That(still.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()), Has.None.EqualTo("a-1"));
    }

    [Test]
    public async Task The_list_comes_in_pages_and_by_conversation_and_approver()
    {
        var ids = new List<string>();
        foreach (var approval in new[] { Approvals.ForOperator("p-1"), Approvals.ForOperator("p-2"), Approvals.ForCustomer("p-3") })
        {
            Host.Conversations.Asks = approval;
            ids.Add(await StartConversationAsync());
            using var answer = await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{ids[^1]}/messages", new { text = "refund it" });
        }

        Host.Conversations.Asks = null;
        var seen = new List<string?>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await Host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/approvals?limit=1{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
            cursor = page.TryGetProperty("next", out var next) ? "&cursor=" + next.GetString() : null;
        }

        var customers = await Host.Client.GetFromJsonAsync<JsonElement>("/api/v1/approvals?approver=customer");
        var ofTheSecond = await Host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/approvals?conversation={ids[1]}");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(seen, Is.Unique.And.SupersetOf(s_pages));
        Assert.That(customers.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()), Is.EqualTo(["p-3"]));
        Assert.That(ofTheSecond.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()), Is.EqualTo(["p-2"]));
    }

    [Test]
    public async Task One_approval_is_shown_and_an_unknown_one_is_not_found()
    {
        Host.Conversations.Asks = Approvals.ForOperator("o-1") with { Reminders = [DateTimeOffset.UnixEpoch] };
        using (await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{await StartConversationAsync()}/messages", new { text = "refund it" }))
        {
        }

        Host.Conversations.Asks = null;
        var found = await Host.Client.GetFromJsonAsync<JsonElement>("/api/v1/approvals/o-1");
        using var unknown = await Host.Client.GetAsync("/api/v1/approvals/o-2");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(found.GetProperty("status").GetString(), Is.EqualTo("pending"));
        Assert.That(found.GetProperty("reminders")[0].GetDateTimeOffset(), Is.EqualTo(DateTimeOffset.UnixEpoch));
        await ReadProblemAsync(unknown, HttpStatusCode.NotFound, "not-found");
    }

    [TestCase("""{"decision":"maybe"}""", "malformed-body")]
    [TestCase("""{"decision":0}""", "malformed-body")]
    [TestCase("""{}""", "malformed-body")]
    [TestCase("""{"decision":"approve","reason":"\u0000"}""", "invalid-request")]
    public async Task A_wrong_decision_is_refused(string body, string type)
    {
        using var response = await Host.Client.PostAsync("/api/v1/approvals/a-2/decision", Json(body));
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, type);
    }

    [TestCase("?status=open")]
    [TestCase("?status=0")]
    [TestCase("?limit=0")]
    [TestCase("?approver=boss")]
    [TestCase("?conversation=a%20b")]
    [TestCase("?cursor=")]
    [TestCase("?cursor=abc")]
    [TestCase("?cursor=MTIz")]
    [TestCase("?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OSBh")]
    [TestCase("?cursor=%00")]
    public async Task A_wrong_filter_is_refused(string query)
    {
        using var response = await Host.Client.GetAsync($"/api/v1/approvals{query}");
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
    }
}
