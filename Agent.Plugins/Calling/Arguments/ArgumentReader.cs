using System.Globalization;
using System.Text.Json;

namespace Agent.Plugins.Calling.Arguments;

/// <summary>Reads an argument by its rule, or says in words that a model can act on what was expected instead.</summary>
internal static class ArgumentReader
{
    private const int MostTexts = 1_000;

    /// <returns>The value in the type that the tool takes.</returns>
    /// <exception cref="ToolException">It is not what the schema allows.</exception>
    public static object Read(ArgumentRule rule, object value) => rule.Kind switch
    {
        ArgumentKind.Text => CheckText(rule, ToolArgument.ReadText(value) ?? throw Fault(rule, "must be a text")),
        ArgumentKind.Texts => ReadTexts(rule, value),
        ArgumentKind.Number => Convert(rule, CheckNumber(rule, ToolArgument.ReadNumber(value) ?? throw Fault(rule, "must be a number"))),
        ArgumentKind.Integer => Convert(rule, CheckNumber(rule, ToolArgument.ReadNumber(value) is { } number && number == decimal.Truncate(number)
            ? number
            : throw Fault(rule, "must be a whole number"))),
        ArgumentKind.Boolean => ToolArgument.ReadBoolean(value) ?? throw Fault(rule, "must be true or false"),
        _ => ReadOther(rule, value),
    };

    private static string CheckText(ArgumentRule rule, string text)
    {
        CheckCharacters(rule, text);
        if (rule.AllowedTexts is { } allowed)
        {
            return allowed.FirstOrDefault(value => value.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
                ?? throw Fault(rule, $"must be one of {string.Join(", ", allowed)}", explain: false);
        }

        if (text.Length > rule.LongestText || text.Length < rule.ShortestText)
        {
            throw rule.ShortestText is { } shortest
                ? Fault(rule, $"must have {shortest} to {rule.LongestText} characters", explain: false)
                : Fault(rule, $"must have at most {rule.LongestText} characters", explain: false);
        }

        return text;
    }

    /// <summary>What no database stores would be a fault there instead of a correction here.</summary>
    private static void CheckCharacters(ArgumentRule rule, string text)
    {
        if (text.Contains('\0') || !IsWellFormed(text))
        {
            throw Fault(rule, "must hold no characters that cannot be written down", explain: false);
        }
    }

    private static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[++at])))
            {
                return false;
            }
        }

        return true;
    }

    private static string[] ReadTexts(ArgumentRule rule, object value)
    {
        var most = rule.LongestList ?? MostTexts;
        var texts = ToolArgument.ReadTexts(value, most, out var isTooLong);
        if (isTooLong)
        {
            throw Fault(rule, $"must have at most {most} entries", explain: false);
        }

        foreach (var text in texts ?? throw Fault(rule, "must be a list of texts"))
        {
            CheckCharacters(rule, text);
            if (text.Length > rule.LongestText)
            {
                throw Fault(rule, $"must hold texts of at most {rule.LongestText} characters", explain: false);
            }
        }

        return texts;
    }

    private static decimal CheckNumber(ArgumentRule rule, decimal number)
    {
        if (number < rule.Minimum || number > rule.Maximum)
        {
            var expected = (rule.Minimum, rule.Maximum) switch
            {
                ({ } low, { } high) => $"from {Text(low)} to {Text(high)}",
                ({ } low, null) => $"of at least {Text(low)}",
                _ => $"of at most {Text(rule.Maximum!.Value)}",
            };
            throw Fault(rule, $"must be a number {expected}", explain: false);
        }

        return number;
    }

    private static object Convert(ArgumentRule rule, decimal number)
    {
        var type = Nullable.GetUnderlyingType(rule.Parameter.ParameterType!) ?? rule.Parameter.ParameterType!;
        try
        {
            return System.Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw Fault(rule, "must be a number that is not so large", explain: false);
        }
    }

    private static object ReadOther(ArgumentRule rule, object value)
    {
        var json = ToolArgument.ToElement(value);
        CheckCharacters(rule, json);
        if (SchemaCheck.FindFault(json, rule.Schema) is { } fault)
        {
            throw new ToolArgumentException($"the argument '{rule.Parameter.Name}{fault.Path}' {fault.Expected}");
        }

        return rule.Parameter.ParameterType is { } type && type != typeof(object) && type != typeof(JsonElement) && !type.IsInstanceOfType(value)
            ? json.Deserialize(type) ?? value
            : value;
    }

    /// <summary>As deep as the value goes, also in names.</summary>
    private static void CheckCharacters(ArgumentRule rule, JsonElement json)
    {
        try
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.String:
                    CheckCharacters(rule, json.GetString()!);
                    break;
                case JsonValueKind.Array:
                    foreach (var item in json.EnumerateArray())
                    {
                        CheckCharacters(rule, item);
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (var member in json.EnumerateObject())
                    {
                        CheckCharacters(rule, member.Name);
                        CheckCharacters(rule, member.Value);
                    }

                    break;
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: JSON can spell it, and no text can hold it.
            throw Fault(rule, "must hold no characters that cannot be written down", explain: false);
        }
    }

    private static ToolArgumentException Fault(ArgumentRule rule, string expected, bool explain = true) => new(explain && rule.Parameter.Description.Length > 0
        ? $"the argument '{rule.Parameter.Name}' {expected}: {rule.Parameter.Description}"
        : $"the argument '{rule.Parameter.Name}' {expected}");

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
