namespace Agent.Processes;

/// <summary>Is told what retention removed, so that somebody can say later where it went. Optional.</summary>
public interface IRetentionWitness
{
    /// <summary>Something of a tenant was removed. Called behind the removal; what it throws is logged, and the sweep goes on.</summary>
    /// <param name="tenant">Whose it was.</param>
    /// <param name="removed">How much, by kind.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task NoteAsync(string tenant, IReadOnlyDictionary<string, int> removed, CancellationToken cancellationToken);
}
