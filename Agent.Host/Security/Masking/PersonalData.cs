using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Agent.Host.Security.Masking;

/// <summary>
/// Takes out of a text what points at a person or opens a door: e-mail addresses, phone, card and account numbers, keys and tokens. The one place that knows them, for logs,
/// telemetry and webhooks. Names and street addresses have no shape, and stay.
/// </summary>
internal static partial class PersonalData
{
    private const string Id = "id";
    private const int FewestCardDigits = 13;
    private const int MostCardDigits = 19;
    private const int FewestPhoneDigits = 7;

    /// <summary>How what <see cref="Secret"/> finds begins.</summary>
    private static readonly SearchValues<string> s_secrets = SearchValues.Create(
        [
            "eyJ", "sk-", "sk_", "pk-", "pk_", "rk-", "rk_", "ghp", "gho", "ghs", "ghu", "github_pat", "glpat", "xox", "AKIA", "AIza", "ak_", "whsec_", "Bearer", "bearer", "-----BEGIN",
        ], StringComparison.Ordinal);

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789");

    /// <summary>What stands between the digits of a number, as <see cref="Number"/> and <see cref="Account"/> have it.</summary>
    private const string BetweenDigits = " ()/.-";

    /// <summary>Whether there may be something to mask. It is quick, allocates nothing, and is wrong to one side only: where it says no, <see cref="Mask"/> changes nothing.</summary>
    public static bool MayHold(ReadOnlySpan<char> text)
    {
        if (text.Length < 5)
            return false; // a@b.c is the shortest there is
        if (text.Contains('@') || text.ContainsAny(s_secrets))
            return true;
        var digits = 0;
        for (var place = text.IndexOfAny(s_digits); (uint)place < (uint)text.Length; place++)
        {
            var letter = text[place];
            if (char.IsAsciiDigit(letter))
            {
                if (++digits == FewestPhoneDigits)
                    return true;
            }
            else if (!BetweenDigits.AsSpan().Contains(letter))
            {
                digits = 0;
            }
        }

        return false;
    }

    /// <summary>The text with what was found replaced by its kind, such as <c>[email]</c>.</summary>
    public static string Mask(string text) => Number().Replace(
        Account().Replace(Email().Replace(Secret().Replace(text, "[secret]"), "[email]"), found => IsAccount(found.Value) ? "[iban]" : found.Value),
        found => found.Groups[Id].Success ? found.Value : KindOf(found.Value));

    /// <summary>The same, for those who must not fail: a text that cannot be looked through in time is not shown at all.</summary>
    public static string MaskOrDrop(string text)
    {
        try
        {
            return Mask(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return "[not shown]";
        }
    }

    private static string KindOf(string number)
    {
        var digits = number.Count(char.IsAsciiDigit);
        if (digits is >= FewestCardDigits and <= MostCardDigits && IsCard(number))
            return "[card]";
        // A time or a date is none of anybody's numbers, and neither is a machine's address.
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

    [GeneratedRegex(@"[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@(?!thread\.(?:tacv2|v2|skype)\b|unq\.gbl\.spaces\b)[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+", RegexOptions.None, 1000)]
    private static partial Regex Email();

    /// <summary>Tokens (JWT), keys by the prefixes of those who give them out, ours included, and what follows a bearer's name.</summary>
    [GeneratedRegex(
        @"\beyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?|\b(sk|pk|rk)[-_][\w-]{12,}|\b(ghp|gho|ghs|ghu|github_pat|glpat|xox[a-z])[-_][\w-]{8,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\b(ak|whsec)_[\w+/=.-]{12,}|\b[Bb]earer\s+[\w.=/+-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)",
        RegexOptions.None, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\b", RegexOptions.None, 1000)]
    private static partial Regex Account();

    /// <summary>
    /// Phone, card and account numbers. Order numbers begin with #W and stay: they say what it is about. Ids of requests and GUIDs are looked for as well, so that no part of one is taken for a number.
    /// </summary>
    [GeneratedRegex(@"(?<id>\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b|\b0H[0-9A-Z]{11}:[0-9A-F]{8}\b)|(?<![\w#.])\+?\(?\d[\d ()/.-]{5,}\d\b(?!\.\d)", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}( \d{2})?$|^\d{1,2}[./]\d{1,2}[./]\d{4}( \d{1,2})?$|^\d{1,3}(\.\d{1,3}){3}$", RegexOptions.None, 1000)]
    private static partial Regex Date();
}
