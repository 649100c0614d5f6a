using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Agent.Host.Security.Masking;

/// <summary>
/// Takes out of a text what points at a person or opens a door: e-mail addresses, phone, card and account numbers, keys and tokens. The one place that knows them, for telemetry and webhooks;
/// logs hold no text of conversations. Names and street addresses have no shape, and stay.
/// </summary>
internal static partial class PersonalData
{
    private const int FewestCardDigits = 13;
    private const int MostCardDigits = 19;
    private const int FewestPhoneDigits = 7;

    /// <summary>The text with what was found replaced by its kind, such as <c>[email]</c>.</summary>
    public static string Mask(string text) => Number().Replace(
        Account().Replace(Email().Replace(Secret().Replace(text, "[secret]"), "[email]"), found => IsAccount(found.Value) ? "[iban]" : found.Value),
        found => KindOf(found.Value));

    private static string KindOf(string number)
    {
        var digits = number.Count(char.IsAsciiDigit);
        if (digits is >= FewestCardDigits and <= MostCardDigits && IsCard(number))
            return "[card]";
        // A time or a date is none of anybody's numbers.
        return digits < FewestPhoneDigits || Date().IsMatch(number) ? number : "[number]";
    }

    /// <summary>The check digit of cards (Luhn).</summary>
    private static bool IsCard(string number)
    {
        var sum = 0;
        var isSecond = false;
        for (var place = number.Length - 1; place >= 0; place--)
        {
            if (!char.IsAsciiDigit(number[place]))
                continue;
            var digit = number[place] - '0';
            sum += isSecond ? (digit > 4 ? (digit * 2) - 9 : digit * 2) : digit;
            isSecond = !isSecond;
        }

        return sum % 10 == 0;
    }

    /// <summary>The check digits of international account numbers (ISO 7064, mod 97).</summary>
    private static bool IsAccount(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        var turned = string.Concat((plain[4..] + plain[..4]).Select(letter => char.IsAsciiDigit(letter) ? letter.ToString() : (letter - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        return BigInteger.Parse(turned, CultureInfo.InvariantCulture) % 97 == 1;
    }

    [GeneratedRegex(@"[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+", RegexOptions.None, 1000)]
    private static partial Regex Email();

    /// <summary>Tokens (JWT), keys by the prefixes of those who give them out, ours included, and what follows a bearer's name.</summary>
    [GeneratedRegex(
        @"\beyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?|\b(sk|pk|rk)[-_][\w-]{12,}|\b(ghp|gho|ghs|ghu|github_pat|glpat|xox[a-z])[-_][\w-]{8,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\b(ak|whsec)_[\w+/=.-]{12,}|\b[Bb]earer\s+[\w.=/+-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)",
        RegexOptions.None, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\b", RegexOptions.None, 1000)]
    private static partial Regex Account();

    /// <summary>Phone, card and account numbers. Order numbers begin with #W and stay: they say what it is about.</summary>
    [GeneratedRegex(@"(?<![\w#.])\+?\(?\d[\d ()/.-]{5,}\d\b(?!\.\d)", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}( \d{2})?$|^\d{1,2}[./]\d{1,2}[./]\d{4}( \d{1,2})?$", RegexOptions.None, 1000)]
    private static partial Regex Date();
}
