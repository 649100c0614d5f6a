using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Agent.Tests.Fixtures.Otlp;
using Agent.Tests.Host.Telemetry;

namespace Agent.Tests.Scenarios;

/// <summary>Two real replicas and a tool server, and a collector that takes what they tell.</summary>
internal sealed class When_a_collector_listens
{
    private const string ToolServer = "Agent.Tools.Mcp";
    private static readonly string[] s_own = ["Agent.Processes", "Microsoft.SemanticKernel", ToolServer];

    [TestCase("http/protobuf"), TestCase("grpc"), CancelAfter(480_000)]
    public async Task A_return_with_an_approval_on_two_replicas_and_a_tool_server_is_one_trace_without_orphans(string protocol, CancellationToken cancellationToken)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var withContent = protocol == "grpc"; // as well; it has nothing to do with how it is sent
        var id = await PlayAsync(protocol == "grpc" ? collector.Grpc : collector.Http, protocol, withContent, cancellationToken);
        var trace = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));
        var spans = collector.Spans.Where(span => span.TraceId == trace).ToList();
        var turns = spans.Where(span => span.Name == "turn").OrderBy(span => span.Start).ToList();
        var wait = spans.Single(span => span.Name == "approval wait");

        using var scope = Assert.EnterMultipleScope();
        Assert.That(collector.Spans.Where(span => span.Attributes.GetValueOrDefault("gen_ai.conversation.id") == id).Select(span => span.TraceId), Has.All.EqualTo(trace));
        Assert.That(turns.Select(turn => turn.Attributes["agent.turn"]), Is.EqualTo(["1", "2", "3"]));
        Assert.That(turns.Select(turn => turn.Instance).Distinct().ToList(), Has.Count.EqualTo(2), "both replicas have a part in it");
        Assert.That(turns.Select(turn => turn.ParentId), Has.All.Empty);
        Assert.That(turns.SelectMany(turn => turn.LinkedTraces).ToList(), Has.Count.EqualTo(3).And.None.EqualTo(trace), "each links to the request that began it");
        var known = spans.Select(span => span.SpanId).ToHashSet();
        Assert.That(spans.Where(span => span.ParentId.Length > 0 && !known.Contains(span.ParentId)).Select(span => span.Name), Is.Empty, "orphans");
        Assert.That(spans.Where(span => s_own.Contains(span.Scope)).Select(span => Parent(span, spans)).Distinct().Order(), Is.EqualTo(
            ["-/approval wait", "-/turn", "execute_tool/tools/call", "step/chat", "step/execute_tool", "superstep/step", "tools/call/execute_tool", "turn/checkpoint commit", "turn/superstep"]));
        var served = spans.Where(span => span.Scope == ToolServer).ToList();
        Assert.That(served, Is.Not.Empty);
        Assert.That(served.Select(span => span.Instance).Distinct().ToList(), Has.Count.EqualTo(1).And.None.AnyOf(turns.Select(turn => turn.Instance).ToArray()), "the tool server is a third");
        Assert.That(served.Select(span => span.Service), Has.All.EqualTo("agent-tools"));
        Assert.That(turns.Select(turn => turn.Service), Has.All.EqualTo("agent-service"));
        Assert.That(served.Select(span => Caller(span, spans)), Is.EqualTo(served.Select(span => $"execute_tool {span.Attributes["gen_ai.tool.name"]}")), "each has the call of a replica above it");
        Assert.That(wait.Start, Is.LessThan(turns[1].End).And.GreaterThanOrEqualTo(turns[1].Start), "asked in the second turn");
        Assert.That(wait.End, Is.GreaterThanOrEqualTo(turns[2].Start).And.LessThan(turns[2].End), "decided in the third");
        Assert.That(wait.Attributes["agent.status"], Is.EqualTo("approved"));
        Assert.That(spans.Where(span => Kind(span.Name) == "chat").Select(span => span.Attributes["gen_ai.usage.input_tokens"]), Is.Not.Empty.And.None.EqualTo("0"));
        Assert.That(collector.Logs.Select(log => log.Body), Is.Not.Empty);
        AssertDocumented(collector, id);
        AssertContent(spans, withContent);
    }

    /// <summary>Plays a return; the question is asked by the one replica and answered at the other.</summary>
    private static async Task<string> PlayAsync(string endpoint, string protocol, bool withContent, CancellationToken cancellationToken)
    {
        var telling = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol };
        await using var tools = await ServiceProcess.StartAsync(
            new Dictionary<string, string>(telling) { ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync() }, cancellationToken, "tools");
        var environment = new Dictionary<string, string>(telling)
        {
            ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(),
            ["Runtime__DrainTime"] = "00:00:01",
            ["Telemetry__IncludeContent"] = withContent ? "true" : "false",
            ["Tools__Mode"] = "mcp",
            ["Tools__Servers__shop__Url"] = $"{tools.Client.BaseAddress}mcp/v1",
            ["Tools__Servers__shop__Trust"] = "own",
        };
        await using var first = await ServiceProcess.StartAsync(environment, cancellationToken);
        await using var second = await ServiceProcess.StartAsync(environment, cancellationToken);
        using var started = await first.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
        await SayAsync(first, id, "I'd like to return the headphones from my last order", cancellationToken);
        await SayAsync(first, id, "back to my card please", cancellationToken);
        await SayAsync(second, id, "yes", cancellationToken);
        foreach (var process in new[] { first, second, tools })
        {
            process.Signal("TERM");
            await process.WaitForExitAsync(cancellationToken); // what is left is sent before
        }

        return id;
    }

    private static async Task SayAsync(ServiceProcess replica, string id, string text, CancellationToken cancellationToken)
    {
        var answer = await replica.Client.PostAsJsonAsync($"/api/v1/conversations/{id}/messages?wait=30", new { text }, cancellationToken);
        while (answer.Headers.Location is { } turn)
        {
            answer.Dispose();
            answer = await replica.Client.GetAsync(new Uri($"{turn}?wait=30", UriKind.Relative), cancellationToken); // a busy machine takes its time
        }

        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync(cancellationToken));
        answer.Dispose();
    }

    private static string Parent(CollectedSpan span, List<CollectedSpan> spans) =>
        $"{(span.ParentId.Length == 0 ? "-" : Kind(spans.FirstOrDefault(parent => parent.SpanId == span.ParentId)?.Name ?? "?"))}/{Kind(span.Name)}";

    /// <summary>The nearest tool call of a replica above a span.</summary>
    private static string? Caller(CollectedSpan span, List<CollectedSpan> spans)
    {
        for (var above = span; above is not null; above = spans.Find(parent => parent.SpanId == above.ParentId))
        {
            if (Kind(above.Name) == "execute_tool" && above.Instance != span.Instance)
            {
                return above.Name;
            }
        }

        return null;
    }

    private static string Kind(string name) => name.Split(' ')[0] is "step" or "chat" or "execute_tool" or "tools/call" ? name.Split(' ')[0] : name;

    /// <summary>Content is told only when that is wanted, and then masked.</summary>
    private static void AssertContent(List<CollectedSpan> spans, bool isWanted)
    {
        var told = spans.SelectMany(span => span.Attributes).Where(attribute => attribute.Key is "gen_ai.input.messages" or "gen_ai.output.messages").Select(attribute => attribute.Value).ToList();
        if (!isWanted)
        {
            Assert.That(told, Is.Empty, "content was not asked for");
            return;
        }

        Assert.That(told, Has.Some.Contains("return the headphones"));
        Assert.That(told, Has.None.Contains("@example.com"));
    }

    private static void AssertDocumented(OtlpCollector collector, string id)
    {
        var spans = collector.Spans.Where(span => s_own.Contains(span.Scope)).ToList();
        var kinds = TelemetryDocument.Spans.Select(name => name.Split(" {")[0]).ToHashSet();
        Assert.That(spans.Select(span => Kind(span.Name)).Distinct(), Is.EquivalentTo(kinds), "spans");
        Assert.That(spans.SelectMany(span => span.Attributes.Keys).Distinct(), Is.SubsetOf(TelemetryDocument.Attributes), "attributes of spans");
        var points = collector.Points.Where(point => point.Scope is "Agent.Processes" or "Agent.Host" or "Agent.Plugins").ToList();
        Assert.That(points.Select(point => point.Metric).Distinct(), Is.SubsetOf(TelemetryDocument.Metrics), "metrics");
        Assert.That(points.Select(point => point.Metric), Has.Member("agent.approval.wait").And.Member("agent.tool.duration").And.Member("agent.queue.depth").And.Member("agent.model.tokens"));
        Assert.That(points.SelectMany(point => point.Attributes.Keys).Distinct(), Is.SubsetOf(TelemetryDocument.Attributes), "attributes of metrics");
        Assert.That(points.SelectMany(point => point.Attributes.Values), Has.None.Contains(id).And.None.Contains("mara").And.None.Contains("W1000001").And.None.EqualTo("demo"), "ids in metrics");
    }
}
