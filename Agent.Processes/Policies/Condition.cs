using System.Globalization;

namespace Agent.Processes.Policies;

/// <summary>One comparison of a fact.</summary>
/// <param name="Fact">The fact's name.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Operands">With what: one value, or several for <see cref="ConditionOperator.OneOf"/>.</param>
internal sealed record Condition(string Fact, ConditionOperator Operator, IReadOnlyList<FactValue> Operands)
{
    public bool Holds(IReadOnlyDictionary<string, FactValue> facts)
    {
        var value = facts.GetValueOrDefault(Fact);
        return Operator switch
        {
            ConditionOperator.Is or ConditionOperator.OneOf => Operands.Any(operand => IsSame(operand, value)),
            ConditionOperator.IsNot => !Operands.Any(operand => IsSame(operand, value)),
            ConditionOperator.AtMost => value.Number <= Operands[0].Number,
            ConditionOperator.AtLeast => value.Number >= Operands[0].Number,
            ConditionOperator.MoreThan => value.Number > Operands[0].Number,
            _ => value.Number < Operands[0].Number,
        };
    }

    /// <summary>What a file says is read as a text: a number of that spelling is meant as well.</summary>
    private static bool IsSame(FactValue operand, FactValue value) => operand == value
        || (value.Number is { } number && operand.Text is { } text && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var meant) && meant == number);
}
