namespace Agent.Processes.Policies;

/// <summary>How a fact is compared. The names in the file are the same in snake_case.</summary>
internal enum ConditionOperator
{
    Is,
    IsNot,
    OneOf,
    AtMost,
    AtLeast,
    MoreThan,
    LessThan,
}
