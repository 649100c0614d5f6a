namespace Agent.Host.Portal.Policies;

/// <summary>Compares texts line by line, by their longest common subsequence.</summary>
internal static class LineDiff
{
    /// <summary>The lines of both texts: <c>-</c> for one that is gone, <c>+</c> for one that is new, a space for one that stayed.</summary>
    public static IReadOnlyList<(char Mark, string Text)> Of(string before, string after)
    {
        var (old, now) = (before.ReplaceLineEndings("\n").Split('\n'), after.ReplaceLineEndings("\n").Split('\n'));
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var lines = new List<(char, string)>();
        var (a, b) = (0, 0);
        while (a < old.Length || b < now.Length)
        {
            if (a < old.Length && b < now.Length && old[a] == now[b])
            {
                lines.Add((' ', old[a++]));
                b++;
            }
            else if (b == now.Length || (a < old.Length && common[a + 1, b] >= common[a, b + 1]))
            {
                lines.Add(('-', old[a++]));
            }
            else
            {
                lines.Add(('+', now[b++]));
            }
        }

        return lines;
    }

    /// <summary>The same for long texts: only what changed and a few lines around it, with <c>…</c> for what is left out.</summary>
    public static IReadOnlyList<(char Mark, string Text)> Around(string before, string after, int context = 3)
    {
        var lines = Of(before, after);
        var shown = new bool[lines.Count];
        for (var line = 0; line < lines.Count; line++)
        {
            for (var near = Math.Max(0, line - context); lines[line].Mark != ' ' && near <= Math.Min(lines.Count - 1, line + context); near++)
                shown[near] = true;
        }

        var result = new List<(char, string)>();
        for (var line = 0; line < lines.Count; line++)
        {
            if (shown[line])
                result.Add(lines[line]);
            else if (line == 0 || shown[line - 1])
                result.Add(('…', ""));
        }

        return result;
    }
}
