using System.Globalization;
using System.Text;

namespace Agent.Plugins.Calling.Results;

/// <summary>Takes out of a tool's answer what shows nothing to a person but something to a model: control, direction and tag characters.</summary>
internal static class ToolResultText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <returns>The very text when there is nothing to take out.</returns>
    public static string Clean(string text)
    {
        var first = FirstOddity(text);
        if (first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length).Append(text, 0, first);
        foreach (var rune in text.AsSpan(first).EnumerateRunes())
        {
            if (!IsHidden(rune))
            {
                clean.Append(rune); // half a surrogate pair comes as the replacement character, which can be stored
            }
        }

        return clean.ToString();
    }

    private static int FirstOddity(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter is >= ' ' and < (char)0x7F or '\n' or '\t' or '\r')
            {
                continue;
            }

            if (char.IsSurrogate(letter) || IsHidden(new Rune(letter)))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The two joiners stay: names in several scripts, and emoji, are written with them.</summary>
    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => rune.Value is not ('\n' or '\t' or '\r'),
        UnicodeCategory.Format => rune.Value is not (ZeroWidthJoiner or ZeroWidthNonJoiner),
        _ => false,
    };
}
