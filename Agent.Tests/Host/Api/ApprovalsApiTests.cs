using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Agent.Tests.Host.Api;

internal sealed class ApprovalsApiTests : ApiTests
{
    [Test]
    public async Task Whoever_decides_second_is_told_who_was_first()
    {
        Host.Conversations.Asks = Approvals.ForOperator("a-1");
        var id = await StartConversationAsync();
        using (await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "refund it" }))
        {
        }

        var pending = await Host.Client.GetFromJsonAsync<JsonElement>("/api/v1/approvals?status=pending");
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
        var still = await Host.Client.GetFromJsonAsync<JsonElement>("/api/v1/approvals?status=pending");
        Assert.That(still.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()), Has.None.EqualTo("a-1"));
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
    public async Task A_wrong_filter_is_refused(string query)
    {
        using var response = await Host.Client.GetAsync($"/api/v1/approvals{query}");
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
    }
}
