using System.Net;
using System.Net.Http.Json;

namespace Agent.Tests.Host.Api;

internal sealed class ConversationsApiTests : ApiTests
{
    [Test]
    public async Task A_conversation_is_created_and_found_at_its_location()
    {
        using var created = await Host.Client.PostAsJsonAsync(
            "/api/v1/conversations", new { customerId = "mara_olsen_1001", metadata = new Dictionary<string, string> { ["page"] = "/orders" } });
        Assert.That(created.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var body = await ReadAsync(created);
        using var found = await Host.Client.GetAsync(created.Headers.Location);
        var conversation = await ReadAsync(found);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(body.GetProperty("status").GetString(), Is.EqualTo("idle"));
        Assert.That(conversation.GetProperty("id").GetString(), Is.EqualTo(body.GetProperty("id").GetString()));
        Assert.That(conversation.GetProperty("workflow").GetString(), Is.EqualTo("support"));
        Assert.That(conversation.GetProperty("channel").GetString(), Is.EqualTo("web"));
        Assert.That(conversation.GetProperty("metadata").GetProperty("page").GetString(), Is.EqualTo("/orders"));
        Assert.That(conversation.GetProperty("usage").GetProperty("costUsd").GetDecimal(), Is.EqualTo(0.5m));
        Assert.That(conversation.TryGetProperty("pendingApproval", out _), Is.False);
    }

    [Test]
    public async Task A_cancelled_conversation_takes_no_more_messages()
    {
        var id = await StartConversationAsync();
        using var cancelled = await Host.Client.PostAsync($"/api/v1/conversations/{id}/cancel", null);
        Assert.That((await ReadAsync(cancelled)).GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        using var again = await Host.Client.PostAsync($"/api/v1/conversations/{id}/cancel", null);
        await ReadProblemAsync(again, HttpStatusCode.Conflict, "conversation-ended");
        using var message = await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "hello?" });
        await ReadProblemAsync(message, HttpStatusCode.Conflict, "conversation-ended");
    }

    [TestCase("""{}""", "malformed-body")]
    [TestCase("""{"customerId":null}""", "invalid-request")]
    [TestCase("""{"customerId":"  "}""", "invalid-request")]
    [TestCase("""{"customerId":"a\u0000b"}""", "invalid-request")]
    [TestCase("""{"customerId":"a","workflow":"no such"}""", "invalid-request")]
    [TestCase("""{"customerId":"a","channel":""}""", "invalid-request")]
    [TestCase("""{"customerId":"a","metadata":{"k":"\u0000"}}""", "invalid-request")]
    [TestCase("""{"customerId":"a","metadata":{"k":{"not":"text"}}}""", "malformed-body")]
    public async Task A_wrong_request_is_refused(string body, string type)
    {
        using var response = await Host.Client.PostAsync("/api/v1/conversations", Json(body));
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, type);
    }

    [Test]
    public async Task Every_superstep_can_be_read_back()
    {
        var id = await StartConversationAsync();
        var list = await Host.Client.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/conversations/{id}/checkpoints?after=1&limit=1");
        var one = await Host.Client.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/conversations/{id}/checkpoints/2");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt32()), Is.EqualTo([2]));
        Assert.That(one.GetProperty("superstep").GetProperty("number").GetInt32(), Is.EqualTo(2));
        Assert.That(one.GetProperty("states").GetProperty("orders/agent").GetProperty("iterations").GetInt32(), Is.EqualTo(1));
    }

    [TestCase("after=-1")]
    [TestCase("limit=0")]
    [TestCase("limit=501")]
    public async Task A_page_of_supersteps_has_limits(string query)
    {
        using var response = await Host.Client.GetAsync($"/api/v1/conversations/{await StartConversationAsync()}/checkpoints?{query}");
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test]
    public async Task Workflows_are_shown_as_graphs()
    {
        var list = await Host.Client.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/workflows");
        var one = await Host.Client.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/workflows/support");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(list.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        Assert.That(one.GetProperty("mermaid").GetString(), Does.StartWith("flowchart"));
        Assert.That(one.GetProperty("edges")[0].GetProperty("to").GetString(), Is.EqualTo("b"));
    }
}
