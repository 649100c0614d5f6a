using Agent.Host.Models.Offline.BackOffice;

namespace Agent.Host.Models.Offline.Reading;

/// <summary>Reads a postal address written with commas or line breaks, such as "101 Highway, Suite 2, New York, NY 10001".</summary>
internal static class AddressReader
{
    private static readonly Dictionary<string, string> States = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Alabama"] = "AL", ["Alaska"] = "AK", ["Arizona"] = "AZ", ["Arkansas"] = "AR", ["California"] = "CA", ["Colorado"] = "CO", ["Connecticut"] = "CT", ["Delaware"] = "DE",
        ["Florida"] = "FL", ["Georgia"] = "GA", ["Hawaii"] = "HI", ["Idaho"] = "ID", ["Illinois"] = "IL", ["Indiana"] = "IN", ["Iowa"] = "IA", ["Kansas"] = "KS", ["Kentucky"] = "KY",
        ["Louisiana"] = "LA", ["Maine"] = "ME", ["Maryland"] = "MD", ["Massachusetts"] = "MA", ["Michigan"] = "MI", ["Minnesota"] = "MN", ["Mississippi"] = "MS", ["Missouri"] = "MO",
        ["Montana"] = "MT", ["Nebraska"] = "NE", ["Nevada"] = "NV", ["New Hampshire"] = "NH", ["New Jersey"] = "NJ", ["New Mexico"] = "NM", ["New York"] = "NY", ["North Carolina"] = "NC",
        ["North Dakota"] = "ND", ["Ohio"] = "OH", ["Oklahoma"] = "OK", ["Oregon"] = "OR", ["Pennsylvania"] = "PA", ["Rhode Island"] = "RI", ["South Carolina"] = "SC", ["South Dakota"] = "SD",
        ["Tennessee"] = "TN", ["Texas"] = "TX", ["Utah"] = "UT", ["Vermont"] = "VT", ["Virginia"] = "VA", ["Washington"] = "WA", ["West Virginia"] = "WV", ["Wisconsin"] = "WI", ["Wyoming"] = "WY",
    };

    private static readonly string[] Units = ["suite", "apt", "apartment", "unit", "floor", "ste", "#"];

    /// <summary>The address in a text; null when there is none, or a part that cannot be done without is missing.</summary>
    public static AddressView? Read(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            // A street starts with its number: digits, a space, and a word.
            var startsNumber = char.IsAsciiDigit(text[at]) && (at == 0 || text[at - 1] is ' ' or '\n' or ':' or '"' or '(' or ',');
            if (startsNumber && ReadAt(text.AsSpan(at)) is { } address)
                return address;
        }

        return null;
    }

    private static AddressView? ReadAt(ReadOnlySpan<char> text)
    {
        var number = text.IndexOfAnyExceptInRange('0', '9');
        if (number is < 1 or > 5 || number + 1 >= text.Length || text[number] is not ' ' || !char.IsLetter(text[number + 1]))
            return null;
        var parts = new List<string>();
        foreach (var range in text.SplitAny(',', '\n'))
        {
            var part = text[range].Trim().Trim("*-").Trim();
            if (part.IsEmpty)
                continue;
            parts.Add(part.ToString());
            if (parts.Count > 1 && Zip(part) is not null)
                return Assemble(parts);
            if (parts.Count == 6)
                break;
        }

        return null;
    }

    private static AddressView? Assemble(List<string> parts)
    {
        var zip = Zip(parts[^1])!;
        var beforeZip = parts[^1][..parts[^1].IndexOf(zip, StringComparison.Ordinal)].Trim();
        var middle = parts.Skip(1).Take(parts.Count - 2).ToList();
        if (beforeZip.Length > 0)
            middle.Add(beforeZip);
        var unit = middle.Find(IsUnit);
        middle.RemoveAll(IsUnit);
        if (middle.Count == 0)
            return null;
        var state = StateOf(middle[^1]);
        if (state is not null && middle.Count > 1)
            return new AddressView(parts[0], unit ?? "", middle[^2], state, "USA", zip);
        // "New York, 10001": a city that is also a state. "Seattle WA 98101": both in one part.
        if (state is not null)
            return new AddressView(parts[0], unit ?? "", middle[^1], state, "USA", zip);
        var space = middle[^1].LastIndexOf(' ');
        return space > 0 && StateOf(middle[^1][(space + 1)..]) is { } behind ? new AddressView(parts[0], unit ?? "", middle[^1][..space], behind, "USA", zip) : null;
    }

    private static bool IsUnit(string part) => Array.Exists(Units, unit => part.StartsWith(unit, StringComparison.OrdinalIgnoreCase));

    private static string? StateOf(string part)
    {
        if (States.TryGetValue(part, out var code))
            return code;
        return part.Length == 2 && States.ContainsValue(part.ToUpperInvariant()) ? part.ToUpperInvariant() : null;
    }

    private static string? Zip(ReadOnlySpan<char> part)
    {
        for (var at = 0; at + 5 <= part.Length; at++)
        {
            var isZip = !part.Slice(at, 5).ContainsAnyExceptInRange('0', '9')
                && (at == 0 || part[at - 1] is ' ') && (at + 5 == part.Length || !char.IsAsciiLetterOrDigit(part[at + 5]));
            if (isZip)
                return part.Slice(at, 5).ToString();
        }

        return null;
    }
}
