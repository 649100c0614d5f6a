using System.ComponentModel;
using System.Globalization;
using Agent.Plugins.Calling;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Scratchpad;

/// <summary>What a model does badly in its head. It touches no business system.</summary>
internal sealed class ScratchpadPlugin
{
    public const string Name = "scratchpad";
    public const string Purpose = "Arithmetic, and a place for a thought.";

    private const int LongestExpression = 1_000;
    private const string Allowed = "0123456789+-*/(). ";

    [KernelFunction("calculate"), Description("The result of an arithmetic expression, rounded to two decimals.")]
    public static string Calculate([Description("The expression, such as '2 * (3.5 + 4)': numbers, + - * /, parentheses and spaces.")] string expression)
    {
        if (expression.Length > LongestExpression)
        {
            throw new ToolException($"the argument 'expression' must have at most {LongestExpression} characters");
        }

        if (expression.Any(letter => !Allowed.Contains(letter, StringComparison.Ordinal)))
        {
            throw new ToolException("invalid characters in expression");
        }

        return Round(Arithmetic.Evaluate(expression)).ToString("0.0#", CultureInfo.InvariantCulture);
    }

    [KernelFunction("think"), Description("Write a thought down before going on. It looks nothing up and changes nothing.")]
    public static string Think([Description("The thought.")] string thought)
    {
        ArgumentNullException.ThrowIfNull(thought);
        return "";
    }

    /// <summary>Halves go to the even digit; a double is only exactly half a cent when it is a multiple of an eighth.</summary>
    private static decimal Round(double value)
    {
        if (!double.IsFinite(value) || Math.Abs(value) > 1e15)
        {
            throw new ToolException("the result is too large");
        }

        return value * 8 == Math.Floor(value * 8)
            ? Math.Round((decimal)value, 2, MidpointRounding.ToEven)
            : decimal.Parse(value.ToString("F2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
