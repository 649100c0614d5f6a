using System.Globalization;
using System.Numerics;

namespace Agent.Processes.Steps.Guarding.Classifying;

/// <summary>Takes a folded text apart into words and pairs of neighbours, each once. Programs that train and the service use this same code.</summary>
internal static class TextFeatures
{
    /// <summary>How many places there are for features.</summary>
    public const int Places = 1 << 15;

    /// <summary>What follows behind this many characters is not read: an attack that long has shown itself before.</summary>
    public const int LongestText = 16_384;

    private const string Separators = ".,:;!?'\"-()/\u2026\u3001\u3002";
    private const int EvidenceNeeded = 40;
    private const uint Seed = 2166136261;
    private const uint Step = 16777619;

    /// <param name="folded">A text as <see cref="TextFolding.Fold"/> returns it.</param>
    public static List<TextFeature> Of(ReadOnlySpan<char> folded)
    {
        var text = folded[..Math.Min(folded.Length, LongestText)];
        var features = new List<TextFeature>();
        Span<ulong> seen = stackalloc ulong[Places / 64];
        seen.Clear();
        var (before, beforeStart) = (0u, -1);
        for (var at = 0; at < text.Length;)
        {
            var length = TokenAt(text, at);
            if (length == 0)
            {
                at++;
                continue;
            }

            var hash = Hash(text.Slice(at, length));
            Add(features, seen, hash, at, length);
            if (beforeStart >= 0)
            {
                Add(features, seen, BitOperations.RotateLeft(before, 7) ^ (hash * Step), beforeStart, at + length - beforeStart);
            }

            (before, beforeStart) = (hash, at);
            at += length;
        }

        return features;
    }

    /// <summary>
    /// What the sum of a text's weights is divided by: the length of its vector, so that a long text is no more suspicious than a short one. A few words are
    /// little evidence, whatever they are, so short texts are divided by more.
    /// </summary>
    public static double Norm(int features) => Math.Sqrt(features + EvidenceNeeded);

    private static void Add(List<TextFeature> features, Span<ulong> seen, uint hash, int start, int length)
    {
        // The lower bits of the sum differ least between texts that are alike.
        hash = (hash ^ (hash >> 15)) * 0x9E3779B1;
        var index = (int)(hash >> 17);
        if ((seen[index >> 6] & (1UL << (index & 63))) != 0)
        {
            return;
        }

        seen[index >> 6] |= 1UL << (index & 63);
        features.Add(new(index, start, length));
    }

    private static uint Hash(ReadOnlySpan<char> token)
    {
        if (char.IsAsciiDigit(token[0]))
        {
            return Seed ^ Step; // one number is like another
        }

        var hash = Seed;
        foreach (var character in token)
        {
            hash = (hash ^ character) * Step;
        }

        return hash;
    }

    /// <summary>
    /// The length of the token that begins here; 0 for a blank, and for what only separates: who writes whole sentences is no more suspicious than who does not.
    /// Any other sign is a token of its own, and so is each character of a script without blanks.
    /// </summary>
    private static int TokenAt(ReadOnlySpan<char> text, int at)
    {
        if (char.IsWhiteSpace(text[at]) || Separators.Contains(text[at]))
        {
            return 0;
        }

        var isNumber = char.IsAsciiDigit(text[at]);
        if (!isNumber && (!IsLetter(text[at]) || StandsAlone(text[at])))
        {
            return 1;
        }

        var end = at + 1;
        while (end < text.Length && (isNumber ? char.IsAsciiDigit(text[end]) : IsLetter(text[end]) && !StandsAlone(text[end])))
        {
            end++;
        }

        return end - at;
    }

    private static bool IsLetter(char character) =>
        char.IsLetter(character) || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool StandsAlone(char character) => character is >= '\u0E00' and <= '\u0EFF' or >= '\u2E80' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF';
}
