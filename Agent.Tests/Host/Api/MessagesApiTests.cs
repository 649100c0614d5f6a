using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agent.Processes;

namespace Agent.Tests.Host.Api;

[NonParallelizable] // its tests change what the scripted conversations do
internal sealed class MessagesApiTests : ApiTests
{
    [TearDown]
    public void LetTurnsEnd()
    {
        Host.Conversations.MayEnd = Task.CompletedTask;
        Host.Conversations.Asks = null;
    }

    [Test]
    public async Task A_message_is_answered()
    {
        var id = await StartConversationAsync();
        using var response = await SendAsync(id, "hello");
        var turn = await ReadAsync(response);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(turn.GetProperty("turnId").GetString(), Is.EqualTo("t1"));
        Assert.That(turn.GetProperty("status").GetString(), Is.EqualTo("idle"));
        Assert.That(turn.GetProperty("reply").GetString(), Is.EqualTo("You said: hello"));
        var transcript = await Host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}/messages");
        Assert.That(transcript.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("role").GetString()), Is.EqualTo(["customer", "agent"]));
    }

    [Test]
    public async Task A_turn_that_takes_longer_is_found_at_its_location()
    {
        var mayEnd = new TaskCompletionSource();
        Host.Conversations.MayEnd = mayEnd.Task;
        var id = await StartConversationAsync();
        using var accepted = await SendAsync(id, "hello", "?wait=0");
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await ReadAsync(accepted)).GetProperty("status").GetString(), Is.EqualTo("running"));
        using var running = await Host.Client.GetAsync(accepted.Headers.Location);
        Assert.That(running.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        mayEnd.SetResult();
        using var ended = await Host.Client.GetAsync($"{accepted.Headers.Location}?wait=10");
        Assert.That((await ReadAsync(ended)).GetProperty("reply").GetString(), Is.EqualTo("You said: hello"));
    }

    [TestCase("t2")]
    [TestCase("t0")]
    [TestCase("2")]
    public async Task A_turn_that_never_was_is_not_found(string turn)
    {
        var id = await StartConversationAsync();
        using (await SendAsync(id, "hello"))
        {
        }

        using var response = await Host.Client.GetAsync($"/api/v1/conversations/{id}/turns/{turn}");
        await ReadProblemAsync(response, HttpStatusCode.NotFound, "not-found");
    }

    [Test]
    public async Task A_question_for_a_person_comes_with_the_answer()
    {
        Host.Conversations.Asks = Approvals.ForCustomer("a1");
        using var response = await SendAsync(await StartConversationAsync(), "return it");
        var turn = await ReadAsync(response);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.GetProperty("status").GetString(), Is.EqualTo("waiting"));
        Assert.That(turn.GetProperty("pendingApproval").GetProperty("id").GetString(), Is.EqualTo("a1"));
        Assert.That(turn.GetProperty("pendingApproval").GetProperty("approver").GetString(), Is.EqualTo("customer"));
        Assert.That(turn.GetProperty("pendingApproval").TryGetProperty("expiresAt", out _), Is.False);
    }

    [Test]
    public async Task The_same_key_is_one_message()
    {
        var id = await StartConversationAsync();
        using var first = await SendAsync(id, "once only", key: "k-1");
        using var second = await SendAsync(id, "once only", key: "k-1");
        using var other = await SendAsync(id, "something else", key: "k-1");
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That(Host.Conversations.Accepted.Count(text => text == "once only"), Is.EqualTo(1));
        await ReadProblemAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Test]
    public async Task A_text_one_byte_below_the_limit_is_taken()
    {
        using var response = await SendAsync(await StartConversationAsync(), new string('é', 32_767) + "x", "?wait=0");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.Accepted));
    }

    private static IEnumerable<TestCaseData> WrongBodies()
    {
        yield return Case("empty text", """{"text":""}""", 400, "invalid-request");
        yield return Case("only white space", """{"text":" \n\t\u2003"}""", 400, "invalid-request");
        yield return Case("null", """{"text":null}""", 400, "invalid-request");
        yield return Case("NUL in the text", """{"text":"a\u0000b"}""", 400, "invalid-request");
        yield return Case("no text", "{}", 400, "malformed-body");
        yield return Case("a number", """{"text":1}""", 400, "malformed-body");
        yield return Case("an array", "[]", 400, "malformed-body");
        yield return Case("a null body", "null", 400, "malformed-body");
        yield return Case("no JSON", "hello", 400, "malformed-body");
        yield return Case("half a JSON", """{"text":"a""", 400, "malformed-body");
        yield return Case("two JSONs", """{"text":"a"}{"text":"b"}""", 400, "malformed-body");
        yield return Case("half a surrogate pair", """{"text":"\ud800"}""", 400, "malformed-body");
        yield return Case("no body", "", 400, "malformed-body");
        yield return Case("65,536 bytes", $$"""{"text":"{{new string('é', 32_768)}}"}""", 413, "too-large");
        yield return Case("a body over the server's limit", $$"""{"text":"{{new string('x', 600_000)}}"}""", 413, "too-large");
        yield return new TestCaseData(new byte[] { (byte)'{', (byte)'"', (byte)'t', (byte)'e', (byte)'x', (byte)'t', (byte)'"', (byte)':', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}' }, "application/json", 400, "malformed-body")
            .SetArgDisplayNames("invalid UTF-8 in the text");
        yield return new TestCaseData(Encoding.Latin1.GetBytes("{\"text\":\"a\",\"ignored\":\"\u00e9\"}"), "application/json", 400, "malformed-body")
            .SetArgDisplayNames("invalid UTF-8 elsewhere");
        yield return new TestCaseData("""{"text":"a"}"""u8.ToArray(), "text/plain", 415, "unsupported-media-type").SetArgDisplayNames("plain text");
        yield return new TestCaseData("""{"text":"a"}"""u8.ToArray(), "", 415, "unsupported-media-type").SetArgDisplayNames("no media type");
        yield return new TestCaseData(Encoding.Unicode.GetBytes("""{"text":"a"}"""), "application/json; charset=utf-16", 415, "unsupported-media-type").SetArgDisplayNames("UTF-16");

        static TestCaseData Case(string name, string body, int status, string type) =>
            new TestCaseData(Encoding.UTF8.GetBytes(body), "application/json", status, type).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(WrongBodies))]
    public async Task A_wrong_body_is_refused_and_nothing_is_stored(byte[] body, string contentType, int status, string type)
    {
        var id = await StartConversationAsync();
        var before = Host.Conversations.Accepted.Count;
        using var response = await Host.Client.PostAsync($"/api/v1/conversations/{id}/messages", Json(body, contentType));
        await ReadProblemAsync(response, (HttpStatusCode)status, type);
        Assert.That(Host.Conversations.Accepted, Has.Count.EqualTo(before));
    }

    [TestCase("?wait=31", null)]
    [TestCase("?wait=-1", null)]
    [TestCase("?wait=soon", null)]
    [TestCase("", "with space")]
    [TestCase("", "")]
    public async Task A_wrong_wait_or_key_is_refused_and_nothing_is_stored(string query, string? key)
    {
        var before = Host.Conversations.Accepted.Count;
        using var response = await SendAsync(await StartConversationAsync(), "hello", query, key);
        await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.That(Host.Conversations.Accepted, Has.Count.EqualTo(before));
    }

    [Test]
    public async Task A_key_may_have_200_characters_but_no_more()
    {
        var id = await StartConversationAsync();
        using var longest = await SendAsync(id, "hello", key: new string('k', 200));
        Assert.That(longest.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var longer = await SendAsync(id, "hello", key: new string('k', 201));
        await ReadProblemAsync(longer, HttpStatusCode.BadRequest, "invalid-request");
    }

    private async Task<HttpResponseMessage> SendAsync(string id, string text, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{id}/messages{query}") { Content = JsonContent.Create(new { text }) };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await Host.Client.SendAsync(request);
    }
}
