using System.Text.RegularExpressions;

namespace Agent.Host.Telemetry.Export;

/// <summary>Takes out of a text what points at a person or opens a door, and bounds its length.</summary>
internal static partial class ContentMask
{
    private const int MostCharacters = 4_000;

    public static string Mask(string text)
    {
        var cut = text.Length <= MostCharacters ? text : text[..MostCharacters];
        return Digits().Replace(Secret().Replace(Email().Replace(cut, "[email]"), "[secret]"), "[number]");
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+", RegexOptions.None, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b(sk-|pk-|ghp_|xox[a-z]-|eyJ|Bearer\s+)[\w.=/+-]{8,}", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();

    /// <summary>Phone, card and account numbers. Order numbers begin with #W and stay: they say what it is about.</summary>
    [GeneratedRegex(@"(?<![\w#])\+?\d[\d ()/-]{5,}\d\b", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
