using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Replay.Rehearsing;
using Agent.Processes.Workflows.Support.Specialists;
using Agent.Processes.Yaml;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Evaluation;

/// <summary>
/// What the orders specialist remembers of a conversation, as a suite's file has it: <c>customer</c> and <c>agent</c> with what was said, <c>call</c> with its
/// <c>arguments</c> and either the tool's <c>result</c> or a <c>notice</c>, which is what the service said of the call itself.
/// </summary>
internal static class CaseMessages
{
    private const string Customer = "customer";
    private const string Agent = "agent";
    private const string Call = "call";
    private const string Arguments = "arguments";
    private const string Result = "result";
    private const string Notice = "notice";

    /// <exception cref="YamlFault">They are faulty.</exception>
    public static IReadOnlyList<AgentMessage> Read(YamlNode node)
    {
        List<AgentMessage> messages = [.. YamlFields.ListOf(node).Select(ReadOne)];
        return messages.FindLast(message => message.Role != AgentMessage.Call) is { Role: AgentMessage.User }
            ? messages
            : throw new YamlFault(node.Start, "the last thing said must be the customer's");
    }

    public static JsonArray Write(IEnumerable<AgentMessage> messages) => new([.. messages.Select(WriteOne)]);

    /// <summary>What a recording of others holds.</summary>
    public static IEnumerable<AgentMessage> Of(IEnumerable<ScriptedMessage> messages) => messages.SelectMany(message => message switch
    {
        { IsCustomers: true } => [new AgentMessage { Role = AgentMessage.User, Text = message.Text }],
        { Calls: [] } => [new AgentMessage { Role = AgentMessage.Assistant, Text = message.Text }],
        _ => message.Calls.Select(call => new AgentMessage { Role = AgentMessage.Call, Tool = call.Tool, Arguments = call.Arguments, Result = call.Result ?? "", IsToolOutput = true }),
    });

    private static AgentMessage ReadOne(YamlNode node)
    {
        var fields = new YamlFields(node, Customer, Agent, Call, Arguments, Result, Notice);
        if (fields.Find(Call) is not null)
        {
            return ReadCall(fields);
        }

        return (fields.OptionalText(Customer), fields.OptionalText(Agent), fields.All.Count()) switch
        {
            ({ } said, null, 1) => new() { Role = AgentMessage.User, Text = said },
            (null, { } answered, 1) => new() { Role = AgentMessage.Assistant, Text = answered },
            _ => throw new YamlFault(node.Start, "a message is a customer's, an agent's, or a call with its arguments and result"),
        };
    }

    private static AgentMessage ReadCall(YamlFields fields)
    {
        if ((fields.Find(Result) is null) == (fields.Find(Notice) is null) || fields.Find(Customer) is not null)
        {
            throw new YamlFault(fields.Start, "a call has a result, or a notice, and is no customer's");
        }

        var result = YamlJson.Read(fields.Find(Result) ?? fields.Require(Notice));
        return new()
        {
            Role = AgentMessage.Call,
            Text = fields.OptionalText(Agent),
            Tool = fields.Text(Call),
            Arguments = JsonSerializer.SerializeToElement(fields.Find(Arguments) is { } arguments ? YamlJson.Read(arguments) : new JsonObject()),
            Result = result is JsonValue text && text.GetValueKind() is JsonValueKind.String ? text.GetValue<string>() : result?.ToJsonString() ?? "",
            IsToolOutput = fields.Find(Result) is not null,
        };
    }

    private static JsonObject WriteOne(AgentMessage message)
    {
        if (message.Role != AgentMessage.Call)
        {
            return new() { [message.Role == AgentMessage.User ? Customer : Agent] = message.Text };
        }

        var written = new JsonObject
        {
            [Call] = message.Tool,
            [Arguments] = message.Arguments is { ValueKind: JsonValueKind.Object } arguments ? JsonNode.Parse(arguments.GetRawText()) : new JsonObject(),
            [message.IsToolOutput ? Result : Notice] = message.Result ?? "",
        };
        if (message.Text is { Length: > 0 } said)
        {
            written[Agent] = said;
        }

        return written;
    }
}
