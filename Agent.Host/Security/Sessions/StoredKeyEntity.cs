namespace Agent.Host.Security.Sessions;

/// <summary>A key that seals sessions, shared by all replicas.</summary>
internal sealed class StoredKeyEntity
{
    /// <summary>Keys seal the sessions of every tenant; the column is there because every table has it.</summary>
    public string Tenant { get; init; } = "";

    public required string Name { get; init; }

    /// <summary>The key as ASP.NET Core's data protection writes it.</summary>
    public required string Xml { get; init; }
}
