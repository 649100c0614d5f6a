using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>
/// Answers <c>conversation_summary</c>: the notes so far, and what the customer wrote and what tools changed since. Rules can't tell what matters, so the oldest notes make room.
/// </summary>
internal static class ConversationSummaryAnswer
{
    private const int MaxNotes = 20;
    private const int MaxCharacters = 200;
    private const string Before = "Summary so far:";
    private const string Since = "What came after it:";
    private const string None = "none";
    private const string Customer = "Customer: ";
    private const string Tool = "Tool ";

    public static ChatMessage Answer(IReadOnlyList<ChatMessage> messages)
    {
        List<string> notes = [];
        foreach (var line in LastCustomerText.In(messages).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line is Before or Since or None || line.StartsWith("Assistant: ", StringComparison.Ordinal))
                continue;
            notes.Add(Note(line));
        }

        return new(ChatRole.Assistant, string.Join('\n', notes.TakeLast(MaxNotes)));
    }

    private static string Note(string line)
    {
        var note = line.StartsWith(Customer, StringComparison.Ordinal) ? $"They wrote: {line[Customer.Length..]}"
            : line.StartsWith(Tool, StringComparison.Ordinal) ? $"Used: {line[Tool.Length..]}"
            : line;

        // A question mark in the notes would look like a question to the customer.
        note = note.Replace('?', '.');
        return note.Length <= MaxCharacters ? note : note[..MaxCharacters];
    }
}
