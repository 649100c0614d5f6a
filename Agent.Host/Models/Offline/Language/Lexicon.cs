using System.Collections.Frozen;

namespace Agent.Host.Models.Offline.Language;

/// <summary>
/// Finds fixed phrases in a word list. Where phrases overlap the longest one wins, so "gift card" is never also "card".
/// One dictionary look-up per word; no regular expressions, so a long history stays cheap.
/// </summary>
internal sealed class Lexicon
{
    private const int ShortestWordWithTypos = 6;
    private readonly FrozenDictionary<string, Phrase[]> _byFirstWord;
    private readonly FrozenDictionary<string, Phrase[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _misspelt;

    /// <param name="phrases">Concept and its wordings, separated by '|', already folded (lower case, no apostrophes, no hyphens).</param>
    /// <param name="typoTolerant">Words of which one missing, doubled, swapped or wrong letter is forgiven.</param>
    public Lexicon(IEnumerable<(Concept Concept, string Wordings)> phrases, IEnumerable<string> typoTolerant)
    {
        _byFirstWord = phrases
            .SelectMany(p => p.Wordings.Split('|', StringSplitOptions.TrimEntries), (p, wording) => new Phrase(p.Concept, wording.Split(' ')))
            .GroupBy(p => p.Words[0])
            .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(p => p.Words.Length).ToArray());
        _lookup = _byFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();
        _misspelt = DeletionsOf(typoTolerant).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public List<Hit> Find(WordList words)
    {
        var hits = new List<Hit>(16);
        for (var at = 0; at < words.Count;)
        {
            var hit = FindAt(words, at);
            if (hit is { } found)
                hits.Add(found);
            at += hit?.Length ?? 1;
        }

        return hits;
    }

    private Hit? FindAt(WordList words, int at)
    {
        if (!_lookup.TryGetValue(words.Folded(at), out var phrases))
        {
            var corrected = Correct(words.Folded(at));
            if (corrected is null || !_byFirstWord.TryGetValue(corrected, out phrases))
                return null;
        }

        foreach (var phrase in phrases)
        {
            if (Matches(words, at, phrase.Words))
                return new Hit(phrase.Concept, at, phrase.Words.Length);
        }

        return null;
    }

    private static bool Matches(WordList words, int at, string[] phrase)
    {
        for (var i = 1; i < phrase.Length; i++)
        {
            // A phrase never reaches over the end of a sentence.
            if (at + i >= words.Count || words[at + i].Before is Separator.Sentence || !(phrase[i] is "*" || words.Is(at + i, phrase[i])))
                return false;
        }

        return true;
    }

    /// <summary>The known word one slip of the fingers away, by comparing both with one letter left out.</summary>
    private string? Correct(ReadOnlySpan<char> word)
    {
        if (word.Length is < ShortestWordWithTypos - 1 or > 14)
            return null;
        if (_misspelt.TryGetValue(word, out var known) && SameStart(known, word))
            return known;
        Span<char> shorter = stackalloc char[word.Length - 1];
        for (var skip = 1; skip < word.Length; skip++)
        {
            word[..skip].CopyTo(shorter);
            word[(skip + 1)..].CopyTo(shorter[skip..]);
            if (_misspelt.TryGetValue(shorter, out known) && Math.Abs(known.Length - word.Length) <= 1 && SameStart(known, word))
                return known;
        }

        return null;
    }

    private static bool SameStart(string known, ReadOnlySpan<char> word) => known[0] == word[0];

    private static FrozenDictionary<string, string> DeletionsOf(IEnumerable<string> words)
    {
        var deletions = new Dictionary<string, string>();
        foreach (var word in words.Where(w => w.Length >= ShortestWordWithTypos))
        {
            deletions.TryAdd(word, word);
            for (var skip = 1; skip < word.Length; skip++)
                deletions.TryAdd(word.Remove(skip, 1), word);
        }

        return deletions.ToFrozenDictionary();
    }

    private sealed record Phrase(Concept Concept, string[] Words);
}
