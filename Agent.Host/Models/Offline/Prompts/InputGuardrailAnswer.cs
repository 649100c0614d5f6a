using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>Answers <c>input_guardrail</c>: lets customers speak, also rudely, and stops plain attempts to take over the agent.</summary>
internal static class InputGuardrailAnswer
{
    public static ChatMessage Answer(IReadOnlyList<ChatMessage> messages)
    {
        var text = LastCustomerText.In(messages);
        return new ChatMessage(ChatRole.Assistant, InjectionSigns.Find(text) is { } sign
            ? $$"""{"verdict":"block","reason":"{{sign}}"}"""
            : """{"verdict":"allow","reason":"reads like a customer's message"}""");
    }
}
