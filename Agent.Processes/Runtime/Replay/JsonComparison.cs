using System.Globalization;
using System.Text.Json;

namespace Agent.Processes.Runtime.Replay;

/// <summary>Finds what is different between two JSON documents, as small changes deep inside rather than whole values.</summary>
internal static class JsonComparison
{
    /// <summary>Above this many comparisons an array is compared place by place, which says more than is needed but takes no time.</summary>
    private const int MostComparisons = 250_000;

    /// <param name="from">The one document; null for nothing at all.</param>
    /// <param name="to">The other.</param>
    public static IReadOnlyList<JsonChange> Compare(JsonElement? from, JsonElement? to)
    {
        var changes = new List<JsonChange>();
        switch (from, to)
        {
            case ({ } old, { } now):
                Compare("", old, now, changes);
                break;
            case (null, { } now):
                changes.Add(new("add", "", null, now));
                break;
            case ({ } old, null):
                changes.Add(new("remove", "", old, null));
                break;
        }

        return changes;
    }

    private static void Compare(string path, JsonElement from, JsonElement to, List<JsonChange> changes)
    {
        if (from.ValueKind is JsonValueKind.Object && to.ValueKind is JsonValueKind.Object)
        {
            CompareObjects(path, from, to, changes);
        }
        else if (from.ValueKind is JsonValueKind.Array && to.ValueKind is JsonValueKind.Array)
        {
            CompareArrays(path, [.. from.EnumerateArray()], [.. to.EnumerateArray()], changes);
        }
        else if (!JsonElement.DeepEquals(from, to))
        {
            changes.Add(new("replace", path, from, to));
        }
    }

    private static void CompareObjects(string path, JsonElement from, JsonElement to, List<JsonChange> changes)
    {
        foreach (var member in from.EnumerateObject())
        {
            var inside = $"{path}/{Escape(member.Name)}";
            if (to.TryGetProperty(member.Name, out var now))
            {
                Compare(inside, member.Value, now, changes);
            }
            else
            {
                changes.Add(new("remove", inside, member.Value, null));
            }
        }

        foreach (var member in to.EnumerateObject().Where(member => !from.TryGetProperty(member.Name, out _)))
        {
            changes.Add(new("add", $"{path}/{Escape(member.Name)}", null, member.Value));
        }
    }

    /// <summary>Keeps what the arrays have in common where it is; between two kept elements, pairs what went with what came.</summary>
    private static void CompareArrays(string path, JsonElement[] from, JsonElement[] to, List<JsonChange> changes)
    {
        var place = 0; // In the array as it is after the changes so far.
        var (old, now) = (0, 0);
        foreach (var (keptOld, keptNow) in Common(from, to).Append((from.Length, to.Length)))
        {
            for (; old < keptOld && now < keptNow; old++, now++, place++)
            {
                Compare(At(path, place), from[old], to[now], changes);
            }

            for (; old < keptOld; old++)
            {
                changes.Add(new("remove", At(path, place), from[old], null));
            }

            for (; now < keptNow; now++, place++)
            {
                changes.Add(new("add", At(path, place), null, to[now]));
            }

            (old, now, place) = (keptOld + 1, keptNow + 1, place + 1);
        }
    }

    /// <summary>The longest sequence of equal elements in both, as pairs of places.</summary>
    private static List<(int From, int To)> Common(JsonElement[] from, JsonElement[] to)
    {
        var start = 0;
        while (start < from.Length && start < to.Length && JsonElement.DeepEquals(from[start], to[start]))
        {
            start++;
        }

        var end = 0;
        while (end < from.Length - start && end < to.Length - start && JsonElement.DeepEquals(from[^(end + 1)], to[^(end + 1)]))
        {
            end++;
        }

        List<(int From, int To)> common = [.. Enumerable.Range(0, start).Select(index => (index, index))];
        AddLongest(from.AsSpan(start, from.Length - start - end), to.AsSpan(start, to.Length - start - end), start, common);
        common.AddRange(Enumerable.Range(0, end).Reverse().Select(index => (from.Length - 1 - index, to.Length - 1 - index)));
        return common;
    }

    private static void AddLongest(ReadOnlySpan<JsonElement> from, ReadOnlySpan<JsonElement> to, int offset, List<(int From, int To)> common)
    {
        if (from.Length == 0 || to.Length == 0 || (long)from.Length * to.Length > MostComparisons)
        {
            return;
        }

        var lengths = new int[from.Length + 1, to.Length + 1];
        for (var i = from.Length - 1; i >= 0; i--)
        {
            for (var j = to.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = JsonElement.DeepEquals(from[i], to[j]) ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < from.Length && j < to.Length;)
        {
            if (lengths[i, j] == lengths[i + 1, j])
            {
                i++;
            }
            else if (lengths[i, j] == lengths[i, j + 1])
            {
                j++;
            }
            else
            {
                common.Add((offset + i++, offset + j++));
            }
        }
    }

    private static string At(string path, int place) => string.Create(CultureInfo.InvariantCulture, $"{path}/{place}");

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
