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
            ConditionOperator.Is or ConditionOperator.OneOf => Operands.Contains(value),
            ConditionOperator.IsNot => !Operands.Contains(value),
            ConditionOperator.AtMost => value.Number <= Operands[0].Number,
            ConditionOperator.AtLeast => value.Number >= Operands[0].Number,
            ConditionOperator.MoreThan => value.Number > Operands[0].Number,
            _ => value.Number < Operands[0].Number,
        };
    }
}
