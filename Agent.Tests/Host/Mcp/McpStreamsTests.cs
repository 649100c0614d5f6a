using System.Text;
using System.Text.Json.Nodes;
using Agent.Host.Mcp.Protocol;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins.Calling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Host.Mcp;

/// <summary>Long event streams of the tool server: never silent for long, and never a comment in the middle of an event.</summary>
internal sealed class McpStreamsTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(15);

    [Test, CancelAfter(60_000)]
    public async Task A_stream_with_nothing_to_say_is_kept_alive(CancellationToken cancellationToken)
    {
        await using var tools = await ToolHost.StartAsync(new Dictionary<string, string?> { ["Mcp:LegacySessions"] = "true", ["Mcp:KeepAlive"] = "00:00:00.050" });
        var opened = await tools.SendAsync(new()
        {
            ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "initialize",
            ["params"] = new JsonObject { ["protocolVersion"] = "2025-11-25", ["capabilities"] = new JsonObject(), ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" } },
        }, request => request.Headers.Remove("MCP-Protocol-Version"));
        using var listen = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        listen.Headers.Add("Mcp-Session-Id", opened.Session);
        listen.Headers.Accept.Add(new("text/event-stream"));
        using var stream = await tools.Client.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(cancellationToken));
        var comments = 0;
        while (comments < 3)
        {
            if (await reader.ReadLineAsync(cancellationToken) is ":")
                comments++;
        }

        Assert.That(stream.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(["no"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_call_that_takes_long_is_kept_alive_and_answered(CancellationToken cancellationToken)
    {
        var held = new HeldTools();
        await using var tools = await ToolHost.StartAsync(
            new Dictionary<string, string?> { ["Mcp:KeepAlive"] = "00:00:00.050" }, configure: services => services.AddSingleton<IFunctionInvocationFilter>(held));
        var message = ToolHost.Request("tools/call", new() { ["name"] = "calculate", ["arguments"] = new JsonObject { ["expression"] = "2 + 2" } });
        using var call = new HttpRequestMessage(HttpMethod.Post, "/mcp/v1") { Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json") };
        call.Headers.Accept.ParseAdd("application/json, text/event-stream");
        foreach (var (name, value) in new[] { ("MCP-Protocol-Version", ToolHost.Modern), ("Mcp-Method", "tools/call"), ("Mcp-Name", "calculate") })
            call.Headers.Add(name, value);
        using var answer = await tools.Client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        Assert.That(await reader.ReadLineAsync(cancellationToken), Is.EqualTo(":"), "while the tool is at work");
        held.Release.SetResult();
        var rest = await reader.ReadToEndAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(rest, Does.Contain("\"text\":\"4.0\""));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_comment_comes_only_between_two_events_and_only_into_silence(CancellationToken cancellationToken)
    {
        var clock = new ManualClock();
        using var written = new MemoryStream();
        await using (var body = new KeptAliveStream(written, s_interval, clock))
        {
            foreach (var part in new[] { "data: on", "e\n", "\n" })
            {
                for (var tick = 0; tick < 3; tick++)
                {
                    clock.Advance(s_interval / 10); // too soon after an event, or in the middle of one
                    await Task.Delay(5, cancellationToken);
                }

                await body.WriteAsync(Encoding.UTF8.GetBytes(part), cancellationToken);
                for (var tick = 0; tick < 5 && part != "\n"; tick++)
                {
                    clock.Advance(s_interval);
                    await Task.Delay(5, cancellationToken);
                }
            }

            while (!Text(written).EndsWith(":\n\n", StringComparison.Ordinal))
            {
                clock.Advance(s_interval);
                await Task.Delay(5, cancellationToken);
            }

            await body.WriteAsync("data: two\n\n"u8.ToArray(), cancellationToken);
        }

        clock.Advance(s_interval);
        Assert.That(Text(written), Does.Match(@"^data: one\n\n(:\n\n)+data: two\n\n$"));
    }

    /// <summary>Holds every call of a tool until it is told to let go.</summary>
    private sealed class HeldTools : IFunctionInvocationFilter
    {
        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            await Release.Task;
            await next(context);
        }
    }

    private static string Text(MemoryStream written) => Encoding.UTF8.GetString(written.ToArray());
}
