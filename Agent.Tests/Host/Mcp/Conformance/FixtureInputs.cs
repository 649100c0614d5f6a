using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Says = System.ComponentModel.DescriptionAttribute;

#pragma warning disable MCP9005 // Roots and sampling are deprecated, and still part of the suite.
#pragma warning disable MCPEXP001, MCPEXP002, MCPEXP003 // Requests in several rounds are experimental in the library.

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>Tools that answer "I need to know this first" and are called again with it, as the newest revision has it.</summary>
[McpServerToolType]
internal sealed class FixtureInputs
{
    private const string AskName = """{"method":"elicitation/create","params":{"mode":"form","message":"What is your name?","requestedSchema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}}""";
    private const string AskModel = """{"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":"What is the capital of France?"}}],"maxTokens":100}}""";
    private const string AskRoots = """{"method":"roots/list","params":{}}""";
    private const string AskConsent = """{"method":"elicitation/create","params":{"mode":"form","message":"Please confirm","requestedSchema":{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}}}""";
    private const string AskColour = """{"method":"elicitation/create","params":{"mode":"form","message":"Step 2: What is your favorite color?","requestedSchema":{"type":"object","properties":{"color":{"type":"string"}},"required":["color"]}}}""";

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [McpServerTool(Name = "test_input_required_result_elicitation"), Says("Needs a name.")]
    public static string Elicit(RequestContext<CallToolRequestParams> context) => NameIn(context.Params?.InputResponses) is { } name
        ? $"Hello, {name}!"
        : throw Needs(null, ("user_name", AskName));

    [McpServerTool(Name = "test_input_required_result_sampling"), Says("Needs a model.")]
    public static string Sample(RequestContext<CallToolRequestParams> context) => Answer(context, "capital_question") is { } answer
        ? answer.RawValue.GetRawText()
        : throw Needs(null, ("capital_question", AskModel));

    [McpServerTool(Name = "test_input_required_result_list_roots"), Says("Needs the client's roots.")]
    public static string Roots(RequestContext<CallToolRequestParams> context) => Answer(context, "client_roots") is { } answer
        ? answer.RawValue.GetRawText()
        : throw Needs(null, ("client_roots", AskRoots));

    [McpServerTool(Name = "test_input_required_result_request_state"), Says("Needs a yes, and its own state back.")]
    public static string State(RequestContext<CallToolRequestParams> context) => Answer(context, "confirm") is not null && Open(context.Params?.RequestState) is "confirming"
        ? "state-ok"
        : throw Needs("confirming", ("confirm", AskConsent));

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Says("Needs three things at once.")]
    public static string Several(RequestContext<CallToolRequestParams> context) =>
        Answer(context, "user_name") is not null && Answer(context, "greeting") is not null && Answer(context, "client_roots") is not null
            ? "all there"
            : throw Needs("several", ("user_name", AskName), ("greeting", AskModel), ("client_roots", AskRoots));

    [McpServerTool(Name = "test_input_required_result_multi_round"), Says("Needs one thing after the other.")]
    public static string Rounds(RequestContext<CallToolRequestParams> context) => Open(context.Params?.RequestState) switch
    {
        "second" when Answer(context, "step2") is not null => "both rounds done",
        "first" when Answer(context, "step1") is not null => throw Needs("second", ("step2", AskColour)),
        _ => throw Needs("first", ("step1", AskName)),
    };

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Says("Refuses a state that is not its own.")]
    public static string Tampered(RequestContext<CallToolRequestParams> context) => Open(context.Params?.RequestState) is null
        ? throw Needs("sealed", ("confirm", AskConsent))
        : "intact";

    [McpServerTool(Name = "test_input_required_result_capabilities"), Says("Asks only what the client can answer.")]
    public static string Capabilities(RequestContext<CallToolRequestParams> context)
    {
        var client = context.Server.ClientCapabilities;
        (string, string)[] asked =
        [
            .. client?.Elicitation is null ? Array.Empty<(string, string)>() : [("user_name", AskName)],
            .. client?.Sampling is null ? Array.Empty<(string, string)>() : [("capital_question", AskModel)],
        ];
        return asked.Length == 0 ? "nothing to ask" : throw Needs(null, asked);
    }

    public static InputRequiredException Needs(string? state, params (string Key, string Request)[] requests) => new(
        requests.ToDictionary(request => request.Key, request => JsonSerializer.Deserialize<InputRequest>(request.Request, McpJsonUtilities.DefaultOptions)!),
        state is null ? null : $"{state}.{Seal(state)}");

    private static InputResponse? Answer(RequestContext<CallToolRequestParams> context, string key) => context.Params?.InputResponses?.TryGetValue(key, out var answer) is true ? answer : null;

    private static string? NameIn(IDictionary<string, InputResponse>? answers) =>
        answers is not null && answers.TryGetValue("user_name", out var answer) && answer.RawValue is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object && content.TryGetProperty("name", out var name) ? name.GetString() : null;

    private static string? Open(string? state)
    {
        if (state is null)
            return null;
        return state.Split('.', 2) is [var text, var seal] && seal == Seal(text) ? text : throw new McpProtocolException("The request state was changed.", McpErrorCode.InvalidParams);
    }

    private static string Seal(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text)));
}
