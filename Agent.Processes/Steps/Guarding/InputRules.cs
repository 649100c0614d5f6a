using Agent.Processes.Steps.Guarding.Classifying;

namespace Agent.Processes.Steps.Guarding;

/// <summary>The checks of a customer's message that need no model: size, characters nobody types, known injection shapes, and how the
/// words resemble those of attacks. Pure.</summary>
internal static class InputRules
{
    /// <summary>The name under which what is told by the words alone is ignored, beside those of shapes.</summary>
    public const string Words = "words";

    private const int HiddenAllowed = 8;

    /// <summary>Checks a message.</summary>
    /// <param name="text">The message as it came.</param>
    /// <param name="maxCharacters">The longest message allowed, in UTF-16 units.</param>
    /// <param name="ignoredShapes">The names of injection shapes that are not looked for.</param>
    /// <returns>Why it is refused, in words for an operator; null when nothing is found.</returns>
    public static string? FindFault(string text, int maxCharacters, IReadOnlyCollection<string>? ignoredShapes = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "The message is empty.";
        }

        if (text.Length > maxCharacters)
        {
            return $"The message has {text.Length} characters; at most {maxCharacters} are read.";
        }

        return FindHidden(text)
            ?? (InjectionShapes.Find(text, ignoredShapes) is { } shape ? $"Known injection shape: {shape}." : null)
            ?? (ignoredShapes?.Contains(Words) is not true && InjectionClassifier.Shipped.Find(text) is { } telling ? $"Reads like an attempt to take over the assistant, most of all by {telling}." : null);
    }

    private static string? FindHidden(string text)
    {
        var hidden = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is < 0x20 and not ('\t' or '\n' or '\r') or 0x7F)
            {
                return $"The message holds the control character U+{rune.Value:X4}.";
            }

            if (rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069)
            {
                return $"The message holds the direction override U+{rune.Value:X4}.";
            }

            if (rune.Value is >= 0xE0000 and <= 0xE007F)
            {
                return "The message holds invisible tag characters.";
            }

            // A family emoji has three joiners and a flag none; whole words written with them hide something.
            hidden += rune.Value is 0x200B or 0x200C or 0x2060 or 0xFEFF or 0x00AD or 0x180E or 0x3164 ? 1 : 0;
        }

        return hidden > HiddenAllowed ? $"The message holds {hidden} invisible characters." : null;
    }
}
