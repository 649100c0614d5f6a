using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Finds the variant a customer wants in exchange: what was said decides, what was not said stays as it is.</summary>
internal static class VariantChoice
{
    private static readonly Dictionary<string, string[]> OtherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["S"] = ["small"], ["M"] = ["medium", "med"], ["L"] = ["large"], ["XL"] = ["extra large", "xlarge", "x large"], ["2-piece"] = ["two piece"], ["3-piece"] = ["three piece"],
        ["4-piece"] = ["four piece"], ["gray"] = ["grey"], ["grey"] = ["gray"], ["softshell"] = ["soft", "soft material", "soft shell"], ["hardshell"] = ["hard", "hard shell"],
        ["men"] = ["mens", "male"], ["women"] = ["womens", "female"], ["Wi-Fi"] = ["wifi"], ["1 liter"] = ["1l", "one liter"], ["AC adapter"] = ["ac", "wall plug"],
        ["Google Assistant"] = ["google home", "google"], ["Amazon Alexa"] = ["alexa"], ["Apple HomeKit"] = ["homekit", "apple"], ["100W equivalent"] = ["100w"], ["60W equivalent"] = ["60w"],
    };

    /// <summary>Whether anything was said about the variant wanted.</summary>
    public static bool IsSaid(Request request, ItemView item, ProductView product, IReadOnlyList<ItemView> others) =>
        request.Has(Concept.SameAgain) || request.Has(Concept.Dearest) || request.Has(Concept.Cheapest) || request.Has(Concept.Upgrade)
        || ById(request, product) is not null || Wishes(request, item, product, others).Count > 0;

    /// <summary>The variants that answer to what was said, the nearest to the present one only. One is a choice, none or several are a question.</summary>
    public static List<ItemView> Find(Request request, ItemView item, ProductView product, IReadOnlyList<ItemView> others)
    {
        if (ById(request, product) is { } exact)
            return [exact];
        var wishes = Wishes(request, item, product, others);
        var left = product.Variants.Where(v => v.Available && wishes.All(w => Option(v, w.Key) == w.Value)).ToList();
        if (request.Has(Concept.Dearest) || (request.Has(Concept.Upgrade) && wishes.Count == 0))
            return [.. left.OrderByDescending(v => v.Price).Take(1)];
        if (request.Has(Concept.Cheapest))
            return [.. left.OrderBy(v => v.Price).Take(1)];
        if (wishes.Count == 0 && request.Has(Concept.SameAgain))
            return [.. left.Where(v => v.Id == item.Id)];
        left.RemoveAll(v => v.Id == item.Id);
        var nearest = left.Count == 0 ? 0 : left.Max(v => InCommon(v, item));
        return [.. left.Where(v => InCommon(v, item) == nearest)];
    }

    private static ItemView? ById(Request request, ProductView product) =>
        request.Parts.SelectMany(p => p.ItemIds).Select(id => Array.Find(product.Variants, v => v.Id == id)).LastOrDefault(v => v is not null);

    private static int InCommon(ItemView a, ItemView b) => a.Options.Count(o => Option(b, o.Key) == o.Value);

    private static string? Option(ItemView item, string name) => Array.Find(item.Options, o => o.Key == name).Value;

    private static Dictionary<string, string> Wishes(Request request, ItemView item, ProductView product, IReadOnlyList<ItemView> others)
    {
        var wishes = new Dictionary<string, string>();
        var isOneOfMany = request.Parts.Count > 1;
        foreach (var part in request.Parts.Where(p => !p.Excludes && !IsAboutAnother(p, item, others)))
        {
            foreach (var name in item.Options.Select(o => o.Key))
            {
                if (Said(part, name, Option(item, name), [.. product.Variants.Select(v => Option(v, name)).OfType<string>().Distinct()]) is { } value && !(isOneOfMany && value == Option(item, name) && wishes.ContainsKey(name)))
                    wishes[name] = value;
            }
        }

        return wishes;
    }

    /// <summary>The value of an option that a part names. Where several fit ("medium size, high ventilation"), the one beside the option's name is it.</summary>
    private static string? Said(Segment part, string name, string? present, string[] values)
    {
        // "It's too small, I want a medium": of two values the one the item has is what is wrong with it.
        var wanted = Nearest(part, name, [.. values.Where(v => v != present)]);
        return wanted ?? Nearest(part, name, values);
    }

    private static string? Nearest(Segment part, string name, string[] values)
    {
        string? found = null;
        var nearest = int.MaxValue;
        foreach (var value in values)
        {
            for (var at = part.From; at < part.To; at++)
            {
                if (!SaysValue(part, at, value) || part.Words.Is(at - 1, "from") || part.Words.Is(at - 1, "too"))
                    continue;
                var distance = DistanceToName(part, at, name);
                if (distance <= nearest && !(IsShared(value) && distance > 3))
                    (found, nearest) = (value, distance);
            }
        }

        return found;
    }

    private static bool IsAboutAnother(Segment part, ItemView item, IReadOnlyList<ItemView> others)
    {
        var named = ItemMatcher.Match(part, others, byOptions: false);
        return named.Count > 0 && !named.Exists(n => n.ProductId == item.ProductId);
    }

    /// <summary>Words that say nothing without the option's name beside them.</summary>
    private static bool IsShared(string value) => value is "high" or "low" or "yes" or "no" or "none" || value.Length == 1 && char.IsDigit(value[0]);

    private static int DistanceToName(Segment part, int at, string name)
    {
        var space = name.LastIndexOf(' ') + 1;
        for (var distance = 1; distance < 6; distance++)
        {
            if (IsName(part, at + distance, name.AsSpan(space)) || IsName(part, at - distance, name.AsSpan(space)))
                return distance;
        }

        return 10;
    }

    private static bool IsName(Segment part, int at, ReadOnlySpan<char> word) =>
        at >= part.From && at < part.To && (part.Words.Folded(at).Equals(word, StringComparison.OrdinalIgnoreCase) || (word is "size" && part.Words.Is(at, "sized")));

    private static bool SaysValue(Segment part, int at, string value)
    {
        if (ItemMatcher.SaysAt(part, at, value))
            return value.Length > 1 || !char.IsLetter(value[0]) || char.IsUpper(part.Words.AsWritten(at)[0]);
        return OtherWords.TryGetValue(value, out var others) && Array.Exists(others, other => ItemMatcher.SaysAt(part, at, other));
    }
}
