using System.Net;
using System.Text.Json;

namespace Agent.Tests.Host.Api;

internal sealed class TimeTravelApiTests : ApiTests
{
    [Test, CancelAfter(60_000)]
    public async Task The_list_of_supersteps_says_where_the_next_page_begins(CancellationToken cancellationToken)
    {
        var first = await GetAsync("checkpoints?limit=2", cancellationToken);
        var last = await GetAsync("checkpoints?limit=2&after=2", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(first.GetProperty("items").GetArrayLength(), Is.EqualTo(2));
        Assert.That(first.GetProperty("next").GetString(), Is.EqualTo("2"));
        Assert.That(last.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        Assert.That(last.TryGetProperty("next", out _), Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_superstep_shows_what_models_were_asked_when_it_is_wanted(CancellationToken cancellationToken)
    {
        var without = await GetAsync("checkpoints/2", cancellationToken);
        var with = await GetAsync("checkpoints/2?requests=full", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(without.TryGetProperty("requests", out _), Is.False);
        Assert.That(with.GetProperty("requests")[0].GetProperty("requestVerified").GetBoolean(), Is.True);
        Assert.That(with.GetProperty("requests")[0].GetProperty("messages")[0].GetProperty("text").GetString(), Is.EqualTo("be kind"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_supersteps_are_compared(CancellationToken cancellationToken)
    {
        var change = (await GetAsync("checkpoints/3/diff/1", cancellationToken)).GetProperty("states").GetProperty("orders/agent")[0];
        using var scope = Assert.EnterMultipleScope();
        Assert.That(change.GetProperty("op").GetString(), Is.EqualTo("replace"));
        Assert.That(change.GetProperty("oldValue").GetInt32(), Is.EqualTo(1));
        Assert.That(change.GetProperty("value").GetInt32(), Is.EqualTo(2));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_replay_tells_its_outcome_and_the_first_difference(CancellationToken cancellationToken)
    {
        using var response = await Host.Client.PostAsync($"/api/v1/conversations/{await StartConversationAsync(cancellationToken)}/replay", null, cancellationToken);
        var report = await ReadAsync(response);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(report.GetProperty("outcome").GetString(), Is.EqualTo("different"));
        Assert.That(report.GetProperty("difference").GetProperty("path").GetString(), Is.EqualTo("/activities/0/requestDigest"));
    }

    [TestCase("GET", "checkpoints/2?requests=some", HttpStatusCode.BadRequest, "invalid-request")]
    [TestCase("GET", "checkpoints/1/diff/9", HttpStatusCode.NotFound, "not-found")]
    [TestCase("GET", "checkpoints/1/diff/x", HttpStatusCode.NotFound, "not-found")]
    [TestCase("POST", "replay?workflowVersion=v99", HttpStatusCode.BadRequest, "invalid-request")]
    public async Task What_cannot_be_is_a_problem(string method, string address, HttpStatusCode status, string type)
    {
        using var request = new HttpRequestMessage(new(method), $"/api/v1/conversations/{await StartConversationAsync()}/{address}");
        using var response = await Host.Client.SendAsync(request);
        await ReadProblemAsync(response, status, type);
    }

    [TestCase("GET", "checkpoints/1/diff/2")]
    [TestCase("POST", "replay")]
    public async Task A_conversation_that_is_not_there_has_no_past(string method, string address)
    {
        using var request = new HttpRequestMessage(new(method), $"/api/v1/conversations/nobody/{address}");
        using var response = await Host.Client.SendAsync(request);
        await ReadProblemAsync(response, HttpStatusCode.NotFound, "not-found");
    }

    private async Task<JsonElement> GetAsync(string address, CancellationToken cancellationToken)
    {
        using var response = await Host.Client.GetAsync($"/api/v1/conversations/{await StartConversationAsync(cancellationToken)}/{address}", cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await ReadAsync(response);
    }
}
