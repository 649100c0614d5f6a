namespace Agent.Processes.Policies;

/// <summary>What a fact is made of. The names in the file are the same in snake_case.</summary>
internal enum FactKind
{
    /// <summary>One value, as it is.</summary>
    Value,

    /// <summary>Whole days between a time and now.</summary>
    DaysSince,

    /// <summary>The sum of a member of the selected entries.</summary>
    Sum,

    /// <summary>The names of the selected entries, joined.</summary>
    Names,

    /// <summary>How many selected keys have no entry.</summary>
    Missing,
}
