using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Api;

/// <summary>Over the real service: its runtime, its sample shop, its offline model.</summary>
internal sealed class TakeOversApiTests
{
    private ServiceProcess _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _service = await ServiceProcess.StartAsync(
        new Dictionary<string, string> { ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(), ["Model__Provider"] = "offline" }, CancellationToken.None);

    [OneTimeTearDown]
    public ValueTask StopAsync() => _service.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task An_operator_claims_writes_and_hands_back(CancellationToken cancellationToken)
    {
        var address = await StartConversationAsync(cancellationToken);
        var early = await PostAsync($"{address}/reply", new { text = "hello" }, cancellationToken);
        await ApiTests.ReadProblemAsync(early, HttpStatusCode.Conflict, "not-claimed");

        var claimed = await ReadAsync(await PostAsync($"{address}/claim", new { reason = "asked for a person" }, cancellationToken));
        var message = await ReadAsync(await PostAsync($"{address}/messages", new { text = "are you a person?" }, cancellationToken));
        var written = await ReadAsync(await PostAsync($"{address}/reply", new { text = "I am Ann." }, cancellationToken));
        var released = await ReadAsync(await PostAsync($"{address}/release", new { note = "be kind" }, cancellationToken));
        var after = await ReadAsync(await PostAsync($"{address}/messages", new { text = "hello" }, cancellationToken));
        var transcript = await GetAsync($"{address}/messages", cancellationToken);
        var claims = (await GetAsync($"{address}/claims", cancellationToken)).GetProperty("items");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(claimed.GetProperty("status").GetString(), Is.EqualTo("claimed"));
        Assert.That(claimed.GetProperty("claimedBy").GetString(), Is.EqualTo("operator:dev"));
        Assert.That(message.GetProperty("status").GetString(), Is.EqualTo("claimed"));
        Assert.That(message.TryGetProperty("reply", out _), Is.False);
        Assert.That(written.GetProperty("role").GetString(), Is.EqualTo("operator"));
        Assert.That(released.TryGetProperty("claimedBy", out _), Is.False);
        Assert.That(after.GetProperty("reply").GetString(), Is.Not.Empty);
        Assert.That(transcript.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("role").GetString()),
            Is.EqualTo(["customer", "operator", "customer", "agent"]));
        Assert.That(claims[0].GetProperty("note").GetString(), Is.EqualTo("be kind"));
        Assert.That(claims[0].GetProperty("reason").GetString(), Is.EqualTo("asked for a person"));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_cannot_be_claimed_says_so(CancellationToken cancellationToken)
    {
        var address = await StartConversationAsync(cancellationToken);
        await PostAsync($"{address}/cancel", new { }, cancellationToken);
        await ApiTests.ReadProblemAsync(await PostAsync($"{address}/claim", new { }, cancellationToken), HttpStatusCode.Conflict, "conversation-ended");
        await ApiTests.ReadProblemAsync(await PostAsync("/api/v1/conversations/nosuch/claim", new { }, cancellationToken), HttpStatusCode.NotFound, "not-found");
        await ApiTests.ReadProblemAsync(
            await PostAsync($"{address}/claim", new { reason = new string('x', 1001) }, cancellationToken), HttpStatusCode.BadRequest, "invalid-request");
        await ApiTests.ReadProblemAsync(await PostAsync($"{address}/reply", new { text = " " }, cancellationToken), HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test, CancelAfter(60_000)]
    public async Task Feedback_is_given_to_an_answer_and_the_last_word_counts(CancellationToken cancellationToken)
    {
        var address = await StartConversationAsync(cancellationToken);
        await ApiTests.ReadProblemAsync(await PostAsync($"{address}/feedback", new { rating = "up" }, cancellationToken), HttpStatusCode.NotFound, "not-found");
        await PostAsync($"{address}/messages", new { text = "hello" }, cancellationToken);
        await PostAsync($"{address}/messages", new { text = "what can you do?" }, cancellationToken);
        await PostAsync($"{address}/feedback", new { rating = "up" }, cancellationToken);
        await PostAsync($"{address}/feedback", new { rating = "down", comment = "too short" }, cancellationToken);
        await PostAsync($"{address}/feedback", new { rating = "up", turnId = "t1" }, cancellationToken);
        var items = (await GetAsync($"{address}/feedback", cancellationToken)).GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("turnId")} {item.GetProperty("rating")} {item.GetProperty("givenBy")}");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(items, Is.EqualTo(["t1 up operator:dev", "t2 down operator:dev"]));
        await ApiTests.ReadProblemAsync(
            await PostAsync($"{address}/feedback", new { rating = "up", turnId = "t9" }, cancellationToken), HttpStatusCode.NotFound, "not-found");
        await ApiTests.ReadProblemAsync(
            await PostAsync($"{address}/feedback", new { rating = "maybe" }, cancellationToken), HttpStatusCode.BadRequest, "malformed-body");
        await ApiTests.ReadProblemAsync(
            await PostAsync($"{address}/feedback", new { rating = "up", turnId = "three" }, cancellationToken), HttpStatusCode.BadRequest, "invalid-request");
    }

    private async Task<string> StartConversationAsync(CancellationToken cancellationToken) =>
        (await PostAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken)).Headers.Location!.ToString();

    private Task<HttpResponseMessage> PostAsync(string address, object body, CancellationToken cancellationToken) =>
        _service.Client.PostAsJsonAsync(address, body, cancellationToken);

    private Task<JsonElement> GetAsync(string address, CancellationToken cancellationToken) => _service.Client.GetFromJsonAsync<JsonElement>(address, cancellationToken);

    private static Task<JsonElement> ReadAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();
}
