using System.Globalization;

namespace Agent.Processes.Policies;

/// <summary>A fact as conditions see it: a number, a text, or missing.</summary>
/// <param name="Text">The text; null for a number and for a missing fact.</param>
/// <param name="Number">The number; null for a text and for a missing fact.</param>
internal readonly record struct FactValue(string? Text, decimal? Number)
{
    /// <summary>The tools' results did not hold the fact. It satisfies no condition but <c>is_not</c>.</summary>
    public static readonly FactValue Missing;

    public static FactValue Of(string text) => new(text, null);

    public static FactValue Of(decimal number) => new(null, number);

    /// <summary>The value in words a customer may read.</summary>
    /// <param name="unit"><c>usd</c> for an amount, else null.</param>
    public string Show(string? unit = null) => this switch
    {
        { Number: { } number } when unit == "usd" => number.ToString("$#,##0.00", CultureInfo.InvariantCulture),
        { Number: { } number } => number.ToString("0.##", CultureInfo.InvariantCulture),
        { Text: { } text } => text.Replace('_', ' '),
        _ => "unknown",
    };
}
