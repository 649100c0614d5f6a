using System.Text;

namespace Microsoft.SemanticKernel;

/// <summary>Reads what stands between <c>{{</c> and <c>}}</c>: a variable, a quoted value, or a function with its arguments.</summary>
internal sealed class BlockReader(string block)
{
    private int _position;

    private bool AtEnd => _position >= block.Length;

    public TemplatePart Read()
    {
        var part = TryReadValue() ?? ReadCall();
        SkipSpace();
        return AtEnd ? part : throw Malformed("there is more after its end");
    }

    private TemplatePart.Call ReadCall()
    {
        var names = ReadName(allowDot: true).Split('.');
        if (names.Length > 2 || names.Any(name => name.Length == 0))
        {
            throw Malformed("a function is 'function' or 'plugin.function'");
        }

        TemplatePart? positional = null;
        List<(string Name, TemplatePart Value)> named = [];
        for (var gap = SkipSpace(); !AtEnd; gap = SkipSpace())
        {
            if (!gap)
            {
                throw Malformed("arguments are separated by spaces");
            }

            if (TryReadValue() is { } value)
            {
                positional = positional is null && named.Count == 0 ? value : throw Malformed("only the first argument may be without a name");
            }
            else
            {
                named.Add(ReadNamed());
            }
        }

        return new(names.Length == 2 ? names[0] : null, names[^1], positional, named);
    }

    private (string Name, TemplatePart Value) ReadNamed()
    {
        var name = ReadName(allowDot: false);
        SkipSpace();
        if (AtEnd || block[_position] != '=')
        {
            throw Malformed($"the argument '{name}' has no value");
        }

        _position++;
        SkipSpace();
        return (name, TryReadValue() ?? throw Malformed($"the argument '{name}' is neither a $variable nor quoted"));
    }

    private TemplatePart? TryReadValue()
    {
        if (AtEnd)
        {
            return null;
        }

        if (block[_position] == '$')
        {
            _position++;
            return new TemplatePart.Variable(ReadName(allowDot: false));
        }

        return block[_position] is '\'' or '"' ? new TemplatePart.Text(ReadQuoted()) : null;
    }

    private string ReadName(bool allowDot)
    {
        var start = _position;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(block[_position]) || block[_position] == '_' || (allowDot && block[_position] == '.')))
        {
            _position++;
        }

        return _position > start ? block[start.._position] : throw Malformed("a name has only letters, digits and underscores");
    }

    private string ReadQuoted()
    {
        var quote = block[_position++];
        StringBuilder text = new();
        for (; !AtEnd; _position++)
        {
            var current = block[_position];
            if (current == quote)
            {
                _position++;
                return text.ToString();
            }

            if (current == '\\' && _position + 1 < block.Length && block[_position + 1] is '\'' or '"' or '\\')
            {
                current = block[++_position];
            }

            text.Append(current);
        }

        throw Malformed("a quote is not closed");
    }

    private bool SkipSpace()
    {
        var start = _position;
        while (!AtEnd && char.IsWhiteSpace(block[_position]))
        {
            _position++;
        }

        return _position > start;
    }

    private KernelException Malformed(string why) => new($"The template block '{{{{{block}}}}}' is malformed at {_position}: {why}.");
}
