using System.Text.Json.Nodes;

namespace Agent.Tests.Host.Replay;

/// <summary>A step asks for something the recording does not have: it is reported, and answered as was chosen.</summary>
internal sealed class DivergenceTests
{
    /// <summary>Its second turn makes a call whose result is missing; the first one has the result of nearly the same call.</summary>
    private const string Recording = """
        {"id":"gap","tenant":"t","customer":"ada_king_1","messages":[
        {"role":"user","content":"How long does shipping take?"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"search_knowledge","arguments":"{\"query\":\"shipping\",\"limit\":5}"}}]},
        {"role":"tool","tool_call_id":"1","content":"Three days."},
        {"role":"assistant","content":"Three days."},
        {"role":"user","content":"And how long does shipping take abroad?"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"2","type":"function","function":{"name":"search_knowledge","arguments":"{\"query\":\"shipping\",\"limit\":2}"}}]},
        {"role":"assistant","content":"A week."},
        {"role":"user","content":"Tell me a joke."},
        {"role":"assistant","content":"You are welcome."}]}
        """;

    private ReplayFixture _replay = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _replay = await ReplayFixture.StartAsync();

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_replay is not null)
        {
            await _replay.DisposeAsync();
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task The_nearest_call_answers_and_is_named(CancellationToken cancellationToken)
    {
        var conversation = await ReplayAsync(Recording, "nearest", cancellationToken);
        var divergence = conversation["divergences"]!.AsArray().Single()!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(((int)divergence["turn"]!, (string)divergence["asked"]!), Is.EqualTo((2, "tool search_knowledge {\"limit\":2,\"query\":\"shipping\"}")));
        Assert.That((string)divergence["answer"]!, Is.EqualTo("the answer to {\"limit\":5,\"query\":\"shipping\"}"));
        Assert.That(TurnsOf(conversation), Is.EqualTo([1, 2, 3]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_call_with_nothing_in_common_is_refused_and_never_made_up(CancellationToken cancellationToken)
    {
        var conversation = await ReplayAsync(Recording.Replace("\\\"shipping\\\",\\\"limit\\\":2", "\\\"customs\\\",\\\"limit\\\":2", StringComparison.Ordinal), "nearest", cancellationToken);
        Assert.That((string)conversation["divergences"]!.AsArray().Single()!["answer"]!, Is.EqualTo("a refusal"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Stopping_ends_the_conversation_there(CancellationToken cancellationToken)
    {
        var conversation = await ReplayAsync(Recording, "stop", cancellationToken);
        Assert.That((string)conversation["divergences"]!.AsArray().Single()!["answer"]!, Is.EqualTo("the replay ended"));
        Assert.That(TurnsOf(conversation), Is.EqualTo([1, 2]), "the third turn was not begun");
    }

    [Test, CancelAfter(60_000)]
    public async Task Asking_asks_the_model_and_never_a_tool(CancellationToken cancellationToken)
    {
        var recording = ReplayFixture.Recording("bill", "t", "ada_king_1", "You charged my card twice this month, I want to speak about my invoice!");
        var (nearest, asked) = (await ReplayAsync(recording, "nearest", cancellationToken), await ReplayAsync(recording, "ask", cancellationToken));
        using var scope = Assert.EnterMultipleScope();
        Assert.That((TriageOf(nearest), TriageOf(asked)), Is.EqualTo(("orders", "billing")), "the recording does not say who takes a bill; the model does");
        Assert.That(asked["divergences"]!.AsArray().Select(found => ((string)found!["asked"]!).StartsWith("tool create_ticket", StringComparison.Ordinal) ? (string)found["answer"]! : null), Does.Contain("a refusal"), "a tool");
    }

    private static string? TriageOf(JsonNode conversation) =>
        (string?)conversation["decisions"]!.AsArray().First(decision => (string?)decision!["kind"] == "triage")!["value"];

    private async Task<JsonNode> ReplayAsync(string recording, string choice, CancellationToken cancellationToken)
    {
        var file = _replay.Write($"{Guid.NewGuid():n}.jsonl", [recording.ReplaceLineEndings("")]);
        return (await _replay.ReportAsync(cancellationToken, file, "--mode", "decisions", "--on-divergence", choice))["conversations"]![0]!;
    }

    private static IEnumerable<int> TurnsOf(JsonNode conversation) => conversation["decisions"]!.AsArray().Select(decision => (int)decision!["turn"]!).Distinct();
}
