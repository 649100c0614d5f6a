using System.Globalization;
using Agent.Plugins.Calling;

namespace Agent.Plugins.Scratchpad;

/// <summary>Evaluates sums, products and parentheses by descent: nothing else can be written in it, so nothing else can happen.</summary>
internal sealed class Arithmetic
{
    private const int DeepestNesting = 100;
    private readonly string _text;
    private int _position;
    private int _depth;

    private Arithmetic(string text) => _text = text.Replace(" ", "", StringComparison.Ordinal);

    /// <exception cref="ToolException">It is no expression, or divides by zero.</exception>
    public static double Evaluate(string text)
    {
        var reader = new Arithmetic(text);
        var value = reader.ReadSum();
        return reader._position == reader._text.Length ? value : throw reader.Fault();
    }

    private double ReadSum()
    {
        var value = ReadProduct();
        while (true)
        {
            if (Take('+'))
            {
                value += ReadProduct();
            }
            else if (Take('-'))
            {
                value -= ReadProduct();
            }
            else
            {
                return value;
            }
        }
    }

    private double ReadProduct()
    {
        var value = ReadFactor();
        while (true)
        {
            if (Take('*'))
            {
                value *= ReadFactor();
            }
            else if (Take('/'))
            {
                var divisor = ReadFactor();
                value = divisor == 0 ? throw new ToolException("division by zero") : value / divisor;
            }
            else
            {
                return value;
            }
        }
    }

    private double ReadFactor()
    {
        var isNegative = false;
        while (_position < _text.Length && _text[_position] is '+' or '-')
        {
            isNegative ^= _text[_position++] is '-';
        }

        var value = Take('(') ? ReadNested() : ReadNumber();
        return isNegative ? -value : value;
    }

    private double ReadNested()
    {
        if (++_depth > DeepestNesting)
        {
            throw new ToolException($"parentheses can be nested {DeepestNesting} deep at most");
        }

        var value = ReadSum();
        _depth--;
        return Take(')') ? value : throw Fault();
    }

    private double ReadNumber()
    {
        var start = _position;
        while (_position < _text.Length && (char.IsAsciiDigit(_text[_position]) || _text[_position] is '.'))
        {
            _position++;
        }

        return double.TryParse(_text.AsSpan(start, _position - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Fault();
    }

    private bool Take(char expected)
    {
        if (_position == _text.Length || _text[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private ToolException Fault() => new($"invalid expression: something is missing or out of place after '{_text[.._position]}'");
}
