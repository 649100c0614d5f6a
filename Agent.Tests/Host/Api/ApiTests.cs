using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Agent.Tests.Host.Api;

/// <summary>What the tests of the API share: a service, a conversation, and a look at problems.</summary>
internal abstract class ApiTests
{
    protected ApiHost Host { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartHostAsync() => Host = await ApiHost.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopHostAsync() => Host.DisposeAsync();

    protected async Task<string> StartConversationAsync(CancellationToken cancellationToken = default)
    {
        using var response = await Host.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return (await ReadAsync(response)).GetProperty("id").GetString()!;
    }

    internal static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());

    /// <summary>Checks that an answer is a whole ProblemDetails of one type.</summary>
    public static async Task<JsonElement> ReadProblemAsync(HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var problem = await ReadAsync(response);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo("urn:agent:problem:" + type));
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo((int)status));
        Assert.That(problem.GetProperty("title").GetString(), Is.Not.Empty);
        Assert.That(problem.GetProperty("requestId").GetString(), Is.EqualTo(response.Headers.GetValues("X-Request-Id").Single()));
        return problem;
    }

    protected static ByteArrayContent Json(ReadOnlySpan<byte> bytes, string contentType = "application/json")
    {
        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    protected static ByteArrayContent Json(string text, string contentType = "application/json") => Json(Encoding.UTF8.GetBytes(text), contentType);
}
