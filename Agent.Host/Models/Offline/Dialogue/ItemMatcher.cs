using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Finds the items a customer means by words of their names ("the boots", "smartwatch") or options ("the blue one").</summary>
internal static class ItemMatcher
{
    private const int NameMatch = 3;
    private const int HeadMatch = 2;

    /// <summary>Last words of names that say nothing alone: "set" is no way to ask for a luggage set, "luggage" is.</summary>
    private static readonly HashSet<string> EmptyHeads = ["set", "kit", "machine", "cleaner", "maker"];

    private static readonly Dictionary<string, string[]> OtherWords = new()
    {
        ["smartphone"] = ["phone", "cellphone", "mobile"],
        ["bicycle"] = ["bike"],
        ["laptop"] = ["computer", "macbook"],
        ["headphones"] = ["headset", "headphone", "earphones", "cans"],
        ["earbuds"] = ["earphones", "airpods", "buds"],
        ["sunglasses"] = ["shades", "glasses"],
        ["luggage"] = ["suitcase", "suitcases"],
        ["bookshelf"] = ["bookcase", "shelf"],
        ["t-shirt"] = ["shirt", "tee", "tshirt"],
        ["sneakers"] = ["trainers"],
        ["shoes"] = ["runners", "shoe"],
        ["e-reader"] = ["kindle", "ereader", "reader"],
        ["tv"] = ["television"],
        ["wristwatch"] = ["watch"],
        ["grill"] = ["bbq", "barbecue"],
        ["skateboard"] = ["board"],
        ["vacuum"] = ["hoover"],
        ["jacket"] = ["coat"],
        ["backpack"] = ["bag", "rucksack"],
    };

    /// <summary>The items of <paramref name="scope"/> that a part of a message names, best matches only.</summary>
    /// <param name="part">The words.</param>
    /// <param name="scope">The items that can be meant.</param>
    /// <param name="byOptions">Whether an option alone ("the blue one") is enough. Not where options say what is wanted instead.</param>
    public static List<ItemView> Match(Segment part, IEnumerable<ItemView> scope, bool byOptions = true)
    {
        var items = scope as IReadOnlyList<ItemView> ?? [.. scope];
        var byId = items.Where(item => part.ItemIds.Contains(item.Id) || part.ItemIds.Contains(item.ProductId)).ToList();
        var named = new List<(ItemView Item, int Score)>();
        foreach (var item in items)
        {
            var score = Score(part, item);
            if (score > 0)
                named.Add((item, score));
        }

        // "The security camera" must not bring the digital camera along.
        named.RemoveAll(n => n.Score < NameMatch && named.Exists(other => other.Score == NameMatch && Head(other.Item.Name) == Head(n.Item.Name)));
        List<ItemView> all = [.. byId, .. named.Select(n => n.Item).Where(item => !byId.Contains(item))];
        return all.Count > 0 ? byOptions ? ByOptions(part, all) : all : byOptions ? ByOptionsAlone(part, items) : [];
    }

    /// <summary>Whether more than one of a kind is meant: "both skateboards", "the two lamps", "the bulbs".</summary>
    public static bool MeansSeveral(Segment part, string name)
    {
        if (part.Has(Concept.Both) || part.Has(Concept.Everything))
            return true;
        var head = Head(name).ToString();
        for (var at = part.From; at < part.To; at++)
        {
            if (part.Words.Is(at, "two") || part.Words.Is(at, "couple") || part.Words.Is(at, "three") || part.Words.Is(at, "2") || part.Words.Is(at, "3"))
                return true;
            if (!head.EndsWith('s') && part.Words.Is(at, head + "s"))
                return true;
        }

        return false;
    }

    public static bool SaysOption(Segment part, string value)
    {
        for (var at = part.From; at < part.To; at++)
        {
            if (SaysAt(part, at, value))
                return true;
        }

        return false;
    }

    private static int Score(Segment part, ItemView item)
    {
        var name = item.Name;
        var (total, found, head) = (0, 0, false);
        foreach (var range in name.AsSpan().SplitAny(' ', '-'))
        {
            var word = name.AsSpan()[range];
            if (word.IsEmpty)
                continue;
            total++;
            head = Says(part, word);
            if (head)
                found++;
        }

        if (found == total || SaysAsOneWord(part, name))
            return NameMatch;
        if (SaysOtherWord(part, name))
            return HeadMatch;
        var isEmptyHead = EmptyHeads.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Folded(Head(name)));
        return (head && !isEmptyHead) || (isEmptyHead && found > 0 && !head && SaysFirst(part, name)) ? HeadMatch : 0;
    }

    private static bool SaysFirst(Segment part, string name)
    {
        var end = name.AsSpan().IndexOfAny(' ', '-');
        return Says(part, end < 0 ? name : name.AsSpan(0, end));
    }

    private static bool Says(Segment part, ReadOnlySpan<char> word)
    {
        for (var at = part.From; at < part.To; at++)
        {
            if (SameNoun(part.Words.Folded(at), word))
                return true;
        }

        return false;
    }

    /// <summary>Equal up to case and a plural ending.</summary>
    private static bool SameNoun(ReadOnlySpan<char> said, ReadOnlySpan<char> word)
    {
        if (said.Equals(word, StringComparison.OrdinalIgnoreCase))
            return true;
        if (word.Length < 3 || Math.Abs(said.Length - word.Length) is not (1 or 2))
            return false;
        var longer = said.Length > word.Length ? said : word;
        var shorter = said.Length > word.Length ? word : said;
        return longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase) && longer[shorter.Length..] is "s" or "es" or "S";
    }

    /// <summary>"smartwatch" for "Smart Watch", "tshirt" for "T-Shirt".</summary>
    private static bool SaysAsOneWord(Segment part, string name)
    {
        if (name.AsSpan().IndexOfAny(' ', '-') < 0)
            return false;
        Span<char> joined = stackalloc char[name.Length];
        var length = 0;
        foreach (var c in name)
        {
            if (c is not (' ' or '-'))
                joined[length++] = char.ToLowerInvariant(c);
        }

        return Says(part, joined[..length]);
    }

    private static bool SaysOtherWord(Segment part, string name)
    {
        foreach (var (noun, others) in OtherWords)
        {
            if (!name.Contains(noun, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var other in others)
            {
                if (Says(part, other))
                    return true;
            }
        }

        return false;
    }

    private static List<ItemView> ByOptions(Segment part, List<ItemView> named)
    {
        if (named.Count < 2)
            return named;
        // Of several of one product the one whose options are named is meant; other products are not concerned.
        var kept = new List<ItemView>();
        foreach (var product in named.GroupBy(item => item.Name))
        {
            var best = product.Max(item => OptionsSaid(part, item));
            kept.AddRange(product.Where(item => best == 0 || OptionsSaid(part, item) == best));
        }

        return kept;
    }

    private static List<ItemView> ByOptionsAlone(Segment part, IReadOnlyList<ItemView> items)
    {
        var best = items.Count == 0 ? 0 : items.Max(item => OptionsSaid(part, item));
        return best == 0 ? [] : [.. items.Where(item => OptionsSaid(part, item) == best)];
    }

    private static int OptionsSaid(Segment part, ItemView item)
    {
        var count = 0;
        foreach (var (name, value) in item.Options)
        {
            if (value is "yes" or "no" or "none" ? Says(part, name) : SaysOption(part, value))
                count++;
        }

        return count;
    }

    /// <summary>Whether the words at a place are <paramref name="value"/>, word by word.</summary>
    public static bool SaysAt(Segment part, int at, string value)
    {
        foreach (var range in value.AsSpan().SplitAny(' ', '-'))
        {
            var word = value.AsSpan()[range];
            if (word.IsEmpty)
                continue;
            if (at >= part.To || !part.Words.Folded(at).Equals(word, StringComparison.OrdinalIgnoreCase))
                return false;
            at++;
        }

        return true;
    }

    private static ReadOnlySpan<char> Head(string name) => name.AsSpan(name.AsSpan().LastIndexOfAny(' ', '-') + 1);

    private static string Folded(ReadOnlySpan<char> word) => word.ToString().ToLowerInvariant();
}
