using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Says = System.ComponentModel.DescriptionAttribute;

#pragma warning disable MCP9005 // Sampling is deprecated in the newest revision; the older suite asks for it.

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>Tools that ask the client something while they run, as the older revision has it: they need a session.</summary>
[McpServerToolType]
internal sealed class FixtureQuestions
{
    private const string Defaults = """
        {"message":"Please check","requestedSchema":{"type":"object","properties":{
          "name":{"type":"string","description":"Name","default":"John Doe"},
          "age":{"type":"integer","description":"Age","default":30},
          "score":{"type":"number","description":"Score","default":95.5},
          "status":{"type":"string","description":"Status","enum":["active","inactive","pending"],"default":"active"},
          "verified":{"type":"boolean","description":"Verified","default":true}},"required":[]}}
        """;

    private const string Choices = """
        {"message":"Please choose","requestedSchema":{"type":"object","properties":{
          "untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
          "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},{"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},
          "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
          "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
          "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},{"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}},
          "required":[]}}
        """;

    [McpServerTool(Name = "test_sampling"), Says("Asks the client's model.")]
    public static async Task<string> SampleAsync(McpServer server, [Says("What to ask.")] string prompt, CancellationToken cancellationToken)
    {
        var answer = await server.SampleAsync(
            new CreateMessageRequestParams { Messages = [new() { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }], MaxTokens = 100 }, cancellationToken);
        return $"LLM response: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Says("Asks the client's user.")]
    public static Task<string> ElicitAsync(McpServer server, [Says("What to ask.")] string message, CancellationToken cancellationToken) => AskAsync(server, "User response", $$$"""
        {"message":{{{JsonSerializer.Serialize(message)}}},"requestedSchema":{"type":"object","properties":{
          "username":{"type":"string","description":"User's response"},"email":{"type":"string","description":"User's email address"}},"required":["username","email"]}}
        """, cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Says("Asks with default values.")]
    public static Task<string> DefaultsAsync(McpServer server, CancellationToken cancellationToken) => AskAsync(server, "Elicitation completed", Defaults, cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Says("Asks for a choice, in every way there is.")]
    public static Task<string> ChoicesAsync(McpServer server, CancellationToken cancellationToken) => AskAsync(server, "Elicitation completed", Choices, cancellationToken);

    private static async Task<string> AskAsync(McpServer server, string prefix, string question, CancellationToken cancellationToken)
    {
        var answer = await server.ElicitAsync(JsonSerializer.Deserialize<ElicitRequestParams>(question, McpJsonUtilities.DefaultOptions)!, cancellationToken);
        return $"{prefix}: action={answer.Action}, content={JsonSerializer.Serialize(answer.Content, McpJsonUtilities.DefaultOptions)}";
    }
}
