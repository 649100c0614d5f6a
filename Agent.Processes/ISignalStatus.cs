namespace Agent.Processes;

/// <summary>Whether this replica hears the others.</summary>
public interface ISignalStatus
{
    /// <summary>
    /// False while the listening connection is away: what happens on other replicas then shows a moment later, when the database is looked into.
    /// Nothing else is missing, so it is no reason to take a replica out of service.
    /// </summary>
    bool IsListening { get; }
}
