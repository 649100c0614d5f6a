using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Says = System.ComponentModel.DescriptionAttribute;

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>The prompts the public conformance suite asks for by name.</summary>
[McpServerPromptType]
internal sealed class FixturePrompts
{
    private const string AskContext = """{"method":"elicitation/create","params":{"mode":"form","message":"What context should the prompt use?","requestedSchema":{"type":"object","properties":{"context":{"type":"string"}},"required":["context"]}}}""";

    [McpServerPrompt(Name = "test_simple_prompt"), Says("Takes nothing.")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Says("Takes two arguments.")]
    public static string WithArguments([Says("First test argument")] string arg1, [Says("Second test argument")] string arg2) =>
        $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Says("Embeds a resource.")]
    public static IEnumerable<PromptMessage> WithResource([Says("Its URI")] string resourceUri) =>
    [
        new() { Role = Role.User, Content = new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." } } },
        new() { Role = Role.User, Content = new TextContentBlock { Text = "Please process the embedded resource above." } },
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Says("Shows a picture.")]
    public static IEnumerable<PromptMessage> WithImage() =>
    [
        new() { Role = Role.User, Content = FixtureTools.Image() },
        new() { Role = Role.User, Content = new TextContentBlock { Text = "Please analyze the image above." } },
    ];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Says("Needs to know something first.")]
    public static string WithInput(RequestContext<GetPromptRequestParams> context) =>
        context.Params?.InputResponses?.TryGetValue("user_context", out var answer) is true && answer.RawValue.ValueKind == JsonValueKind.Object
            ? $"With this context: {answer.RawValue.GetRawText()}"
            : throw FixtureInputs.Needs(null, ("user_context", AskContext));
}
