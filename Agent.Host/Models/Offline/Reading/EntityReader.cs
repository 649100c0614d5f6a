using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Reading;

/// <summary>Reads order numbers, item ids and payment methods out of a clause.</summary>
internal static class EntityReader
{
    private const int ItemIdLength = 10;
    private const int OrderDigits = 7;

    public static void ReadInto(Segment clause)
    {
        for (var at = clause.From; at < clause.To; at++)
        {
            var word = clause.Words.Folded(at);
            if (OrderId(clause.Words, at) is { } orderId)
                clause.OrderIds.Add(orderId);
            else if (word.Length == ItemIdLength && IsDigits(word))
                clause.ItemIds.Add(word.ToString());
            else if (ExactPayment(clause.Words, at) is { } exact)
                clause.Payments.Add(new PaymentWish(PaymentKind.Exact, exact));
        }

        foreach (var hit in clause.Hits)
        {
            if (KindOf(hit.Concept) is { } kind && !IsRuledOut(clause, hit) && !clause.Payments.Exists(p => p.Kind == kind))
                clause.Payments.Add(new PaymentWish(kind));
        }
    }

    private static string? OrderId(WordList words, int at)
    {
        var word = words.Folded(at);
        if (word.Length > 1 && word[0] is 'w' && word.Length is >= 5 and <= 12 && IsDigits(word[1..]))
            return string.Concat("#W", word[1..]);
        if (word.Length != OrderDigits || !IsDigits(word))
            return null;
        var start = words[at].Start;
        return words.Is(at - 1, "w") || words.Is(at - 1, "order") || words.Is(at - 1, "number") || words.Is(at - 1, "id") || (start > 0 && words.Text[start - 1] is '#')
            ? string.Concat("#W", word)
            : null;
    }

    private static string? ExactPayment(WordList words, int at)
    {
        var word = words.Folded(at);
        if (word.StartsWith("credit_card_") || word.StartsWith("gift_card_") || word.StartsWith("paypal_"))
            return word.ToString();
        var isEnding = words.Is(at - 1, "in") || words.Is(at - 1, "ending") || words.Is(at - 1, "with") || words.Is(at - 1, "visa") || words.Is(at - 1, "mastercard") || words.Is(at - 1, "card");
        return isEnding && word.Length == 4 && IsDigits(word) ? word.ToString() : null;
    }

    private static PaymentKind? KindOf(Concept concept) => concept switch
    {
        Concept.OriginalPayment => PaymentKind.Original,
        Concept.Card => PaymentKind.Card,
        Concept.PayPal => PaymentKind.PayPal,
        Concept.GiftCard => PaymentKind.GiftCard,
        Concept.StoreCredit => PaymentKind.StoreCredit,
        _ => null,
    };

    /// <summary>"Not the gift card", "instead of charging my PayPal": named only to be ruled out.</summary>
    private static bool IsRuledOut(Segment clause, Hit payment)
    {
        foreach (var hit in clause.Hits)
        {
            var reach = hit.Concept switch { Concept.InsteadOf => 4, Concept.Not or Concept.Except => 3, _ => -1 };
            if (hit.At < payment.At && payment.At - hit.End < reach)
                return true;
        }

        return false;
    }

    private static bool IsDigits(ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('0', '9');
}
