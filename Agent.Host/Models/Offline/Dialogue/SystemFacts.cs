using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>The lines the workflow writes into the system message for whoever answers.</summary>
internal static class SystemFacts
{
    /// <summary>The value behind <paramref name="label"/> at the start of a line; null when there is none.</summary>
    public static string? Line(string system, string label)
    {
        foreach (var line in system.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith(label, StringComparison.OrdinalIgnoreCase))
                return trimmed[label.Length..].Trim().ToString();
        }

        return null;
    }

    public static string SystemText(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var text = options?.Instructions ?? "";
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System)
                text = text.Length == 0 ? message.Text : text + "\n" + message.Text;
        }

        return text;
    }
}
