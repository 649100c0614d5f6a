using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>Puts tool calls together from the fragments of a stream. Fragments of parallel calls may alternate; their index tells them apart.</summary>
internal sealed class StreamedToolCalls
{
    private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)> _calls = [];

    public void Add(IEnumerable<StreamingChatToolCallUpdate> fragments)
    {
        foreach (var fragment in fragments)
        {
            var call = _calls.TryGetValue(fragment.Index, out var known) ? known : (null, null, new StringBuilder());
            call.Id ??= NullIfEmpty(fragment.ToolCallId);
            call.Name ??= NullIfEmpty(fragment.FunctionName);
            call.Arguments.Append(fragment.FunctionArgumentsUpdate?.ToString());
            _calls[fragment.Index] = call;
        }
    }

    /// <summary>Adds the calls to <paramref name="contents"/>, in the model's order, and forgets them.</summary>
    public void MoveTo(ICollection<AIContent> contents)
    {
        foreach (var (index, call) in _calls)
        {
            contents.Add(ToContent(call.Id ?? $"call_{index}", call.Name ?? "", call.Arguments.ToString()));
        }

        _calls.Clear();
    }

    /// <summary>Arguments that are no JSON object leave a call with <see cref="FunctionCallContent.Exception"/> set: the model can be told.</summary>
    public static FunctionCallContent ToContent(string id, string name, string arguments) =>
        FunctionCallContent.CreateFromParsedArguments(arguments, id, name, Parse);

    private static Dictionary<string, object?>? Parse(string arguments) => string.IsNullOrWhiteSpace(arguments)
        ? []
        : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments, AIJsonUtilities.DefaultOptions);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
