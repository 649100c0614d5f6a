namespace Microsoft.SemanticKernel;

/// <summary>Splits a template into text and <c>{{…}}</c> blocks. Two opening braces that are never closed are text.</summary>
internal static class TemplateReader
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <exception cref="KernelException">A block is neither a variable, a quoted value nor a call.</exception>
    public static IReadOnlyList<TemplatePart> Read(string template)
    {
        List<TemplatePart> parts = [];
        var position = 0;
        while (template.IndexOf(Open, position, StringComparison.Ordinal) is >= 0 and var open && FindClose(template, open + Open.Length) is >= 0 and var close)
        {
            var block = template[(open + Open.Length)..close].Trim();
            var end = close + Close.Length;
            AddText(parts, template[position..open]);
            if (block.Length == 0)
            {
                AddText(parts, template[open..end]);
            }
            else
            {
                parts.Add(new BlockReader(block).Read());
            }

            position = end;
        }

        AddText(parts, template[position..]);
        return parts;
    }

    private static void AddText(List<TemplatePart> parts, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new TemplatePart.Text(text));
        }
    }

    /// <summary>Braces within quotes do not close a block.</summary>
    private static int FindClose(string template, int start)
    {
        char? quote = null;
        for (var i = start; i < template.Length - 1; i++)
        {
            var current = template[i];
            if (quote is not null)
            {
                if (current == '\\')
                {
                    i++;
                }
                else if (current == quote)
                {
                    quote = null;
                }
            }
            else if (current is '\'' or '"')
            {
                quote = current;
            }
            else if (current == '}' && template[i + 1] == '}')
            {
                return i;
            }
        }

        return -1;
    }
}
