using Agent.Host.Models.Offline.Dialogue;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>Answers <c>orders_agent</c>: reads the whole conversation, then says something, calls tools, or both.</summary>
internal static class OrdersAgentAnswer
{
    public static ChatMessage Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var turn = new Turn(Conversation.Read(messages, options), new ToolBox(options?.Tools));
        OrdersPlan.Apply(turn);
        if (turn.Calls.Count == 0)
            return new ChatMessage(ChatRole.Assistant, turn.Text);
        var answer = new ChatMessage(ChatRole.Assistant, [.. turn.Calls]);
        // What was just settled is told with the next proposal; words beside a mere look-up would only repeat themselves later.
        if (turn.HasText && turn.Calls.Exists(call => !ToolNames.IsReading(ToolNames.Known(call.Name))))
            answer.Contents.Insert(0, new TextContent(turn.Text));
        return answer;
    }
}
