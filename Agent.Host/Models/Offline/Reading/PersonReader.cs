using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Reading;

/// <summary>Reads e-mail address, name and postal code, the three things by which a customer can be found.</summary>
internal static class PersonReader
{
    private static readonly HashSet<string> NotNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "I", "A", "An", "The", "My", "Name", "Is", "And", "Zip", "Code", "ZIP", "Postal", "Email", "E", "Mail", "Hi", "Hello", "Hey", "Sure", "Yes", "No", "Order", "USA", "US",
        "Suite", "Apt", "Unit", "Street", "Avenue", "Road", "Drive", "Highway", "Lane", "Boulevard", "Court", "Ok", "Okay", "Thanks", "Thank", "You", "It", "Its", "Im", "Use", "With",
        "Living", "Live", "Lives", "In", "From", "At", "Of", "On", "To", "For", "Not", "Sorry", "Please", "Just", "Here", "There", "Looking", "Trying", "Having", "Calling", "Writing",
        "Really", "So", "Very", "Interested", "New", "York", "Los", "Angeles", "San", "Fort", "Worth", "United", "States", "Big", "Apple", "Gold", "Customer", "Angry", "Waiting",
        "Going", "Not", "Still", "Also", "But", "Frustrated", "Afraid", "Glad", "Happy", "Unhappy", "Upset", "Disappointed", "Shipping", "Number", "Address", "Account", "Full", "First", "Last",
        "User", "Id", "Visa", "Mastercard", "Ending", "Great", "Of", "Course", "Well", "Oh", "Man", "Then", "If", "Could", "Can", "As", "All", "We", "He", "She", "They", "This", "That",
    };

    public static Person? Read(WordList words)
    {
        var person = new Person(Email: ReadEmail(words.Text), Zip: ReadZip(words, out var zipAt));
        var (first, last) = ReadName(words, zipAt);
        if (last is not null)
            person = person with { FirstName = first, LastName = last };
        return person == Nobody ? null : person;
    }

    private static readonly Person Nobody = new();

    private static string? ReadEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == text.Length - 1)
            return null;
        var (start, end) = (at, at + 1);
        while (start > 0 && IsEmailPart(text[start - 1]))
            start--;
        while (end < text.Length && IsEmailPart(text[end]))
            end++;
        var email = text[start..end].TrimEnd('.', '-').TrimStart('.');
        return email.IndexOf('@', StringComparison.Ordinal) > 0 && email.LastIndexOf('.') > email.IndexOf('@', StringComparison.Ordinal) + 1
            ? email.ToLowerInvariant()
            : null;
    }

    private static bool IsEmailPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '%';

    private static string? ReadZip(WordList words, out int zipAt)
    {
        zipAt = -1;
        for (var at = 0; at < words.Count; at++)
        {
            var word = words.Folded(at);
            if (word.Length != 5 || !IsDigits(word))
                continue;
            // A message may hold another address as well; the number called a zip code is the customer's own.
            var isNamed = words.Is(at - 1, "zip") || words.Is(at - 1, "code") || words.Is(at - 2, "code") || words.Is(at - 2, "zip");
            if (zipAt < 0 || isNamed)
                zipAt = at;
            if (isNamed)
                break;
        }

        return zipAt < 0 ? null : words.Folded(zipAt).ToString();
    }

    private static (string? First, string? Last) ReadName(WordList words, int zipAt)
    {
        for (var i = 0; i < words.Count - 1; i++)
        {
            var cue = CueEnd(words, i);
            if (cue > 0 && NameAt(words, cue, capitals: false) is { } name)
                return name;
        }

        if (zipAt < 0)
            return words.Count <= 4 ? NameAt(words, 0, capitals: true) ?? default : default;
        // Without "my name is", two capitalised words near the postal code are the name: "Ethan Garcia, 80280".
        for (var i = Math.Max(0, zipAt - 12); i < words.Count - 1; i++)
        {
            if (NameAt(words, i, capitals: true) is { } name)
                return name;
        }

        return default;
    }

    /// <summary>The word behind "my name is", "I'm", "this is" and the like; 0 when there is no such cue at <paramref name="at"/>.</summary>
    private static int CueEnd(WordList words, int at)
    {
        if (words.Is(at, "name") && (words.Is(at + 1, "is") || words.Is(at + 1, "its")))
            return at + 2;
        if (words.Is(at, "names") || words.Is(at, "im"))
            return at + 1;
        return (words.Is(at, "i") && words.Is(at + 1, "am")) || (words.Is(at, "this") && words.Is(at + 1, "is")) ? at + 2 : 0;
    }

    private static (string? First, string? Last)? NameAt(WordList words, int at, bool capitals)
    {
        if (at + 1 >= words.Count || words[at + 1].Before is not Separator.Space)
            return null;
        var (first, last) = (words.AsWritten(at).ToString(), words.AsWritten(at + 1).ToString());
        if (!IsName(words, at) || !IsName(words, at + 1))
            return null;
        var isCapital = char.IsUpper(first[0]) && char.IsUpper(last[0]);
        // "I'm really upset" is no name; without capitals only a clean "my name is mara olsen" counts.
        if (!isCapital && (capitals || !(words.Is(at - 1, "is") && words.Is(at - 2, "name")) && !words.Is(at - 1, "names")))
            return null;
        return (Capitalised(first), Capitalised(last));
    }

    private static bool IsName(WordList words, int at)
    {
        var folded = words.Folded(at);
        return folded.Length > 1 && !NotNames.GetAlternateLookup<ReadOnlySpan<char>>().Contains(folded) && !folded.ContainsAnyInRange('0', '9') && !folded.Contains('_');
    }

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();

    private static bool IsDigits(ReadOnlySpan<char> word) => word.ContainsAnyExceptInRange('0', '9') is false;
}
