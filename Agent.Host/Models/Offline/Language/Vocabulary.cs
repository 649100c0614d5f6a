namespace Agent.Host.Models.Offline.Language;

/// <summary>The wordings the rules know, by subject. Folded: lower case, apostrophes dropped, a hyphen is a space, '*' is any word.</summary>
internal static partial class Vocabulary
{
    /// <summary>Words worth correcting: without them a request would not be understood at all.</summary>
    private static readonly string[] TypoTolerant =
    [
        "cancel", "cancelled", "cancellation", "return", "returned", "returning", "refund", "refunded", "exchange", "replace", "address", "delivery", "delivered",
        "ordered", "package", "tracking", "payment", "everything", "original", "shipping", "update",
    ];

    public static Lexicon Lexicon { get; } = new([.. Requests, .. Subjects, .. Manners, .. Desks, .. Tongues], TypoTolerant);
}
