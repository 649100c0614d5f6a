namespace Agent.Processes;

/// <summary>What is kept for how long, and what is due to be removed.</summary>
public interface IRetention
{
    /// <summary>Whether these are the hours in which data may be removed.</summary>
    bool MayRemove { get; }

    /// <summary>Looks at one tenant. Nothing is removed by asking.</summary>
    Task<RetentionView> ReadAsync(string tenant, CancellationToken cancellationToken = default);
}

/// <summary>One tenant's retention.</summary>
/// <param name="Conversations">Conversations that have ended, failed or are idle.</param>
/// <param name="Sandboxes">Sandbox forks.</param>
/// <param name="Journals">Conversations whose old checkpoints still have a journal.</param>
/// <param name="RemovesNow">True in the hours in which data is removed.</param>
/// <param name="Hours">Those hours, such as <c>01:00-05:00 UTC</c>, or <c>anytime</c>.</param>
public sealed record RetentionView(RetentionDueView Conversations, RetentionDueView Sandboxes, RetentionDueView Journals, bool RemovesNow, string Hours);

/// <summary>One kind of data.</summary>
/// <param name="KeptDays">How long it is kept, in days.</param>
/// <param name="Due">How many conversations are due; 10,000 stands for that many and more.</param>
public sealed record RetentionDueView(double KeptDays, int Due);
