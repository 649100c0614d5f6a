namespace Agent.Host.Models.Offline.Language;

/// <summary>
/// A text cut into words once, so that everything after it compares short spans instead of searching the text again.
/// Apostrophes vanish ("don't" is <c>dont</c>), hyphens separate, points and underscores inside a word belong to it ("22.55", "credit_card_1").
/// </summary>
internal sealed class WordList
{
    private readonly string _folded;
    private readonly Word[] _words;

    private WordList(string text, string folded, Word[] words) => (Text, _folded, _words) = (text, folded, words);

    public string Text { get; }

    public int Count => _words.Length;

    public Word this[int index] => _words[index];

    /// <summary>The folded word; empty outside the list, so that callers may look around without bounds checks.</summary>
    public ReadOnlySpan<char> Folded(int index) =>
        (uint)index < (uint)_words.Length ? _folded.AsSpan(_words[index].FoldedStart, _words[index].FoldedLength) : default;

    public ReadOnlySpan<char> AsWritten(int index) => Text.AsSpan(_words[index].Start, _words[index].End - _words[index].Start);

    public bool Is(int index, string word) => Folded(index).SequenceEqual(word);

    public static WordList Read(string text)
    {
        var folded = new char[text.Length];
        var words = new List<Word>(Math.Min(text.Length / 5 + 1, 64));
        var (position, length, before) = (0, 0, Separator.Sentence);
        while (position < text.Length)
        {
            if (!char.IsLetterOrDigit(text[position]))
            {
                before = Max(before, SeparatorOf(text[position++]));
                continue;
            }

            var (start, foldedStart) = (position, length);
            for (; position < text.Length && BelongsToWord(text, position); position++)
            {
                if (!IsApostrophe(text[position]))
                    folded[length++] = char.ToLowerInvariant(text[position]);
            }

            words.Add(new Word(start, position, foldedStart, length - foldedStart, before));
            before = Separator.Space;
        }

        return new WordList(text, new string(folded, 0, length), [.. words]);
    }

    private static bool BelongsToWord(string text, int position)
    {
        var c = text[position];
        if (char.IsLetterOrDigit(c))
            return true;
        var next = position + 1 < text.Length ? text[position + 1] : ' ';
        return c switch
        {
            '_' => true,
            '.' or ',' => char.IsAsciiDigit(text[position - 1]) && char.IsAsciiDigit(next),
            _ => IsApostrophe(c) && char.IsLetter(next),
        };
    }

    private static bool IsApostrophe(char c) => c is '\'' or '’' or '‘' or 'ʼ' or '`';

    private static Separator Max(Separator a, Separator b) => a > b ? a : b;

    private static Separator SeparatorOf(char c) => c switch
    {
        '.' or '!' or '?' or ';' or '\n' or '…' => Separator.Sentence,
        ',' or ':' or '(' or ')' or '—' or '–' or '/' => Separator.Comma,
        _ => Separator.Space,
    };
}
