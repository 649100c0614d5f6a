namespace Agent.Processes.Persistence.Tenancy;

/// <summary>A statement that serves all tenants at once, or none, and so runs outside of the wall between them. Whoever has such statements lists them in one type that nobody else can make any of.</summary>
/// <param name="name">What the decision about the wall calls it.</param>
/// <param name="sql">The statement.</param>
public abstract class AcrossTenants(string name, string sql)
{
    /// <summary>What the decision about the wall calls it, where its reason stands.</summary>
    public string Name { get; } = name;

    /// <summary>The statement.</summary>
    public string Sql { get; } = sql;
}
