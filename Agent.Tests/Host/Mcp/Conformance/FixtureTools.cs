using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Says = System.ComponentModel.DescriptionAttribute;

#pragma warning disable MCP9005 // Logging is deprecated in the newest revision; the older suite asks for it.

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>The tools the public conformance suite calls by name: every kind of content, progress, logging, and an error.</summary>
[McpServerToolType]
internal sealed class FixtureTools
{
    public static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static readonly byte[] Sound = [.. "RIFF$\0\0\0WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0, .. "data"u8, 0, 0, 0, 0];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50); // the suite wants its news one after the other

    [McpServerTool(Name = "test_simple_text"), Says("Answers with a text.")]
    public static string SimpleText() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), Says("Answers with a picture.")]
    public static ImageContentBlock Image() => ImageContentBlock.FromBytes(Picture, "image/png");

    [McpServerTool(Name = "test_audio_content"), Says("Answers with a sound.")]
    public static AudioContentBlock Audio() => AudioContentBlock.FromBytes(Sound, "audio/wav");

    [McpServerTool(Name = "test_embedded_resource"), Says("Answers with a resource.")]
    public static EmbeddedResourceBlock Embedded() => new()
    {
        Resource = new TextResourceContents { Uri = "test://embedded-resource", MimeType = "text/plain", Text = "This is an embedded resource content." },
    };

    [McpServerTool(Name = "test_multiple_content_types"), Says("Answers with a text, a picture and a resource.")]
    public static ContentBlock[] Mixed() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        Image(),
        new EmbeddedResourceBlock
        {
            Resource = new TextResourceContents { Uri = "test://mixed-content-resource", MimeType = "application/json", Text = """{"test":"data","value":123}""" },
        },
    ];

    [McpServerTool(Name = "test_error_handling"), Says("Always fails.")]
    public static CallToolResult Fail() => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = "This tool intentionally returns an error for testing" }],
    };

    [McpServerTool(Name = "test_tool_with_logging"), Says("Logs while it works.")]
    public static async Task<string> LogAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        foreach (var text in new[] { "Tool execution started", "Tool processing data", "Tool execution completed" })
        {
            Log(context, text);
            await Task.Delay(Pause, cancellationToken);
        }

        return "logged";
    }

    [McpServerTool(Name = "test_tool_with_progress"), Says("Tells how far it is.")]
    public static async Task<string> ProgressAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        foreach (var done in new[] { 0, 50, 100 })
        {
            if (context.Params?.ProgressToken is { } token)
                await context.Server.NotifyProgressAsync(token, new() { Progress = done, Total = 100 }, cancellationToken: cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }

        return "done";
    }

    [McpServerTool(Name = "test_missing_capability"), Says("Needs a client that can sample.")]
    public static string NeedsSampling(RequestContext<CallToolRequestParams> context) => context.Server.ClientCapabilities?.Sampling is null
        ? throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "This tool needs a client that can sample.")
        : "sampled";

    [McpServerTool(Name = "test_streaming_elicitation"), Says("Answers without asking the client anything on its stream.")]
    public static string AsksNothing() => "nothing asked";

    [McpServerTool(Name = "test_logging_tool"), Says("Tries to log, which needs the client's consent.")]
    public static string TryToLog(RequestContext<CallToolRequestParams> context)
    {
        Log(context, "tried");
        return "tried";
    }

    [McpServerTool(Name = "test_header_parameters"), Says("Has arguments that clients repeat in headers.")]
    public static string Headers([McpHeader("Region"), Says("Where.")] string region, [McpHeader("Priority"), Says("How urgent.")] int priority = 1) =>
        $"{region} {priority}";

    private static void Log(RequestContext<CallToolRequestParams> context, string text)
    {
        using var provider = context.Server.AsClientLoggerProvider();
        provider.CreateLogger("fixtures").Log(Microsoft.Extensions.Logging.LogLevel.Information, default, text, null, (state, _) => state);
    }
}
