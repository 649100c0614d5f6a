using System.Text.RegularExpressions;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>Shapes of messages that address the machinery instead of asking for service.</summary>
internal static partial class InjectionSigns
{
    /// <returns>What gives the message away, in words for the journal; null when nothing does.</returns>
    public static string? Find(string text)
    {
        if (Override().IsMatch(text))
            return "tries to override the instructions";
        return null;
    }

    [GeneratedRegex(@"\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(previous|prior|above|earlier|all|your|every)\b.{0,30}\b(instructions?|iunstructions|prompts?|rules|guidelines|directives|programming|assignments)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Override();
}
