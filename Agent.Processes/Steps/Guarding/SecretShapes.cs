using System.Text.RegularExpressions;

namespace Agent.Processes.Steps.Guarding;

/// <summary>Shapes of secrets that have no place in an answer.</summary>
internal static partial class SecretShapes
{
    /// <summary>Looks for a secret.</summary>
    /// <returns>What kind of secret, with its article; null when there is none.</returns>
    public static string? Find(string text)
    {
        if (ApiKey().IsMatch(text))
        {
            return "an API key";
        }

        if (WebToken().IsMatch(text))
        {
            return "an access token";
        }

        if (PrivateKey().IsMatch(text))
        {
            return "a private key";
        }

        if (ConnectionString().IsMatch(text))
        {
            return "a password";
        }

        return CardNumber().Matches(text).Any(match => IsCardNumber(match.Value)) ? "a card number" : null;
    }

    /// <summary>The Luhn check: order and tracking numbers of the same length fail it nine times out of ten.</summary>
    private static bool IsCardNumber(string candidate)
    {
        var digits = candidate.Where(char.IsAsciiDigit).Select(digit => digit - '0').Reverse().ToArray();
        var sum = digits.Select((digit, index) => index % 2 == 0 ? digit : digit * 2 > 9 ? (digit * 2) - 9 : digit * 2).Sum();
        return digits.Length is >= 13 and <= 19 && sum % 10 == 0 && digits[^1] is >= 2 and <= 6;
    }

    [GeneratedRegex(@"\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bAIza[0-9A-Za-z_-]{30,}")]
    private static partial Regex ApiKey();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|\bBearer [A-Za-z0-9._~+/-]{20,}")]
    private static partial Regex WebToken();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\b(?:password|pwd|secret|accountkey)\s*=\s*[^\s;]{6,}|\b\w+://[^\s:/@]+:[^\s:/@]+@", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionString();

    [GeneratedRegex(@"(?<![\w#-])\d(?:[ -]?\d){12,18}(?![\w-])")]
    private static partial Regex CardNumber();
}
