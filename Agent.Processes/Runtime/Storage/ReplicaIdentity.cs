using System.Globalization;

namespace Agent.Processes.Runtime.Storage;

/// <summary>This process among those that share the database: a name nobody else has, made anew at every start.</summary>
internal sealed class ReplicaIdentity
{
    private long _claims;

    /// <summary>32 hexadecimal digits.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A claim token nobody else has: this replica's id, a slash, and a number.</summary>
    public string NextToken() => string.Create(CultureInfo.InvariantCulture, $"{Id}/{Interlocked.Increment(ref _claims)}");
}
