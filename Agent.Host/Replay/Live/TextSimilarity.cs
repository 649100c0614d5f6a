namespace Agent.Host.Replay.Live;

/// <summary>How alike two texts are by their words, from 0 to 1. A hint and nothing else: two answers in other words may say the same, and one word more the opposite.</summary>
internal static class TextSimilarity
{
    /// <summary>Twice the words both have, by all of them (Dice); 1 for two empty texts.</summary>
    public static double Of(string first, string second)
    {
        var (left, right) = (WordsOf(first), WordsOf(second));
        return left.Count + right.Count == 0 ? 1 : 2.0 * left.Intersect(right).Count() / (left.Count + right.Count);
    }

    private static HashSet<string> WordsOf(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '#'))
            {
                start = start < 0 ? at : start;
            }
            else if (start >= 0)
            {
                words.Add(text[start..at].ToUpperInvariant());
                start = -1;
            }
        }

        return words;
    }
}
