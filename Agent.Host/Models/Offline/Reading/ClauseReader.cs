using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Reading;

/// <summary>Decides what one clause asks for. The order of the rules is the meaning: the special before the general.</summary>
internal static class ClauseReader
{
    private const int ReachOfNot = 4;

    public static void ReadInto(Segment clause)
    {
        clause.Kind = KindOf(clause, out var by);
        if (clause.Has(Concept.Never) || (by is { } hit && IsNegated(clause, hit)))
            clause.Withdraws = true;
        clause.Excludes = !clause.Withdraws && IsExclusion(clause);
        if (clause.Withdraws && clause.Has(Concept.Never))
            clause.Kind = RequestKind.None;
    }

    private static RequestKind KindOf(Segment clause, out Hit? by)
    {
        by = null;
        var kind = RequestKind.None;
        var rank = int.MaxValue;
        foreach (var hit in clause.Hits)
        {
            if (IsSetAside(clause, hit))
                continue;
            var (candidate, itsRank) = Candidate(clause, hit);
            if (candidate is RequestKind.None || itsRank >= rank)
                continue;
            (kind, rank, by) = (candidate, itsRank, hit);
        }

        return kind;
    }

    /// <summary>What a hit asks for in its clause, and its rank: 0 is the strongest, and of equals the first one said counts.</summary>
    private static (RequestKind Kind, int Rank) Candidate(Segment clause, Hit hit) => hit.Concept switch
    {
        Concept.AreYouHuman => (RequestKind.AreYouHuman, 0),
        Concept.Capabilities => (RequestKind.Capabilities, 0),
        Concept.ReturnPolicy => (RequestKind.ReturnPolicy, 0),
        Concept.RefundTiming => (RequestKind.RefundTiming, 0),
        Concept.Human => (RequestKind.Human, 1),
        Concept.KeepAndRefund => (RequestKind.RefundOnly, 2),
        Concept.HowItWorks => (RequestKind.Knowledge, 2),
        Concept.Address or Concept.ShippingAddress or Concept.Default => AddressKind(clause, hit),
        Concept.Cancel => (IsReport(clause, hit) ? RequestKind.OrderStatus : RequestKind.Cancel, 3),
        Concept.Return => (RequestKind.Return, 3),
        Concept.Exchange or Concept.Upgrade => (RequestKind.Exchange, 3),
        Concept.Balance => (RequestKind.Account, 4),
        Concept.PaymentMethod => (clause.Has(Concept.Change) ? RequestKind.ChangePayment : clause.Has(Concept.Question) ? RequestKind.Account : RequestKind.None, 4),
        Concept.Refund => (RequestKind.Refund, 5),
        Concept.Change => (ChangeKind(clause), 6),
        Concept.NotReceived => (RequestKind.NotReceived, 7),
        Concept.TrackingNumber or Concept.Track or Concept.Status => (RequestKind.OrderStatus, 8),
        Concept.Total => (clause.Has(Concept.Question) || clause.Has(Concept.Order) ? RequestKind.OrderStatus : RequestKind.None, 8),
        Concept.Profile or Concept.ListOrders => (clause.Has(Concept.Change) ? RequestKind.None : RequestKind.Account, 9),
        Concept.Damaged or Concept.BadFit => (RequestKind.Problem, 7),
        Concept.ProductQuestion => (RequestKind.Product, 11),
        Concept.StoreCredit => (RequestKind.StoreCredit, 12),
        _ => (RequestKind.None, int.MaxValue),
    };

    private static (RequestKind Kind, int Rank) AddressKind(Segment clause, Hit hit)
    {
        if (clause.Has(Concept.Change) || clause.Has(Concept.FreshAddress) || clause.Has(Concept.Previous) || clause.Has(Concept.Exchange) || IsDestination(clause.Words, hit))
            return hit.Concept is Concept.Default && !clause.Words.Is(hit.At + hit.Length - 1, "address") ? (RequestKind.None, 2) : (RequestKind.ChangeAddress, 2);
        var isAsked = clause.Has(Concept.Question) && hit.Concept is not Concept.Default;
        return (isAsked ? RequestKind.Account : RequestKind.None, 9);
    }

    /// <summary>"Ship it to …", "I moved to …": an address request without the word change.</summary>
    private static bool IsDestination(WordList words, Hit hit) =>
        hit.Concept is Concept.Address && (words.Is(hit.End - 1, "to") || words.Is(hit.End - 1, "moved") || words.Is(hit.End - 1, "wrong") || words.Is(hit.At, "new"));

    private static RequestKind ChangeKind(Segment clause)
    {
        if (clause.Has(Concept.PaymentMethod))
            return RequestKind.ChangePayment;
        if (clause.ItemIds.Count > 0)
            return RequestKind.Exchange;
        return clause.Has(Concept.Order) || clause.Has(Concept.Item) || clause.Has(Concept.LastOrder) || clause.OrderIds.Count > 0 ? RequestKind.Modify : RequestKind.None;
    }

    /// <summary>"Why was my order cancelled" tells of the past and asks for nothing to be cancelled.</summary>
    private static bool IsReport(Segment clause, Hit cancel) =>
        clause.Has(Concept.Past) && (clause.Words.Is(cancel.End - 1, "cancelled") || clause.Words.Is(cancel.End - 1, "canceled"));

    private static bool IsNegated(Segment clause, Hit asked)
    {
        foreach (var hit in clause.Hits)
        {
            if (hit.At >= asked.At || asked.At - hit.End >= ReachOfNot || clause.Has(Concept.Question))
                continue;
            var isNo = hit.Concept is Concept.Not && !(clause.Words.Is(hit.At, "cant") || clause.Words.Is(hit.At, "cannot") || clause.Words.Is(hit.At, "without"));
            // "I don't want to return it": the same words that give a reason elsewhere.
            var isUnwanted = hit.Concept is Concept.NoLongerNeeded && clause.Words.Is(hit.End, "to");
            if (isNo || isUnwanted)
                return asked.Concept is Concept.Cancel or Concept.Return or Concept.Exchange or Concept.Refund or Concept.Upgrade or Concept.Change or Concept.Address;
        }

        return false;
    }

    private static bool IsExclusion(Segment clause)
    {
        if (clause.Has(Concept.Except))
            return true;
        // "Keep the shoes size 9" says how the new ones should be, and "keep the address" what should stay.
        var isAboutOption = clause.Has(Concept.Address) || clause.Has(Concept.SameAgain) || ContainsWord(clause, "size") || ContainsWord(clause, "color");
        return clause.Has(Concept.Keep) && !isAboutOption && clause.Kind is (RequestKind.None or RequestKind.Return or RequestKind.Cancel);
    }

    private static bool ContainsWord(Segment clause, string word)
    {
        for (var at = clause.From; at < clause.To; at++)
        {
            if (clause.Words.Is(at, word))
                return true;
        }

        return false;
    }

    /// <summary>Named behind "instead of": what the customer does not want.</summary>
    private static bool IsSetAside(Segment clause, Hit asked)
    {
        foreach (var hit in clause.Hits)
        {
            if (hit.Concept is Concept.InsteadOf && hit.At < asked.At && asked.At - hit.End <= 1)
                return true;
        }

        return false;
    }
}
