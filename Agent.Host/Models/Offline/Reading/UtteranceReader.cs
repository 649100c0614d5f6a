using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Reading;

/// <summary>Cuts a message into clauses, reads what each one asks for, and joins neighbours that are about the same thing.</summary>
internal static class UtteranceReader
{
    public static Utterance Read(string text)
    {
        var words = WordList.Read(text);
        var hits = Vocabulary.Lexicon.Find(words);
        return new Utterance { Words = words, Hits = hits, Segments = Join(Clauses(words, hits)), Person = PersonReader.Read(words) };
    }

    private static List<Segment> Clauses(WordList words, List<Hit> hits)
    {
        var clauses = new List<Segment>();
        var (from, hit) = (0, 0);
        for (var to = 1; to <= words.Count; to++)
        {
            if (to < words.Count && !(StartsClause(words, to) && !IsInside(hits, to)))
                continue;
            var clause = new Segment { Words = words, From = from, To = to };
            for (; hit < hits.Count && hits[hit].At < to; hit++)
                clause.Hits.Add(hits[hit]);
            EntityReader.ReadInto(clause);
            ClauseReader.ReadInto(clause);
            clauses.Add(clause);
            from = to;
        }

        return clauses;
    }

    private static bool StartsClause(WordList words, int at) =>
        words[at].Before is not Separator.Space || words.Is(at, "and") || words.Is(at, "but") || words.Is(at, "then") || words.Is(at, "except");

    private static bool IsInside(List<Hit> hits, int at)
    {
        foreach (var hit in hits)
        {
            if (hit.At < at && at < hit.End)
                return true;
        }

        return false;
    }

    private static List<Segment> Join(List<Segment> clauses)
    {
        var joined = new List<Segment>(clauses.Count);
        foreach (var clause in clauses)
        {
            var last = joined.Count > 0 ? joined[^1] : null;
            if (last is null || !BelongTogether(last, clause))
                joined.Add(clause);
            else
                Append(last, clause);
        }

        return joined;
    }

    private static bool BelongTogether(Segment last, Segment clause)
    {
        if (last.Withdraws || clause.Withdraws)
            return false;
        // An exclusion runs on over "and", but not over the end of a sentence: "keep the boots and the tent. Return the rest".
        if (last.Excludes || clause.Excludes)
            return last.Excludes && clause.Kind is RequestKind.None && clause.Words[clause.From].Before is Separator.Space;
        // Each exchange has wishes of its own: "the helmet in red. The luggage in black".
        if (last.Kind is RequestKind.Exchange && clause.Kind is RequestKind.Exchange && clause.Words[clause.From].Before is Separator.Sentence)
            return false;
        return last.Kind is RequestKind.None || clause.Kind is RequestKind.None || RequestKinds.Merge(last.Kind, clause.Kind) is not RequestKind.None;
    }

    private static void Append(Segment last, Segment clause)
    {
        last.To = clause.To;
        last.Kind = last.Kind is RequestKind.None ? clause.Kind
            : clause.Kind is RequestKind.None ? last.Kind : RequestKinds.Merge(last.Kind, clause.Kind);
        last.Hits.AddRange(clause.Hits);
        last.OrderIds.AddRange(clause.OrderIds);
        last.ItemIds.AddRange(clause.ItemIds);
        last.Payments.AddRange(clause.Payments);
    }
}
