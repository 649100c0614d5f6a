namespace Agent.Benchmarks.Faults.Planning;

/// <summary>What is done beside the kills.</summary>
internal enum FaultKind
{
    /// <summary>A replica is told to end (SIGTERM), and ends by itself.</summary>
    Terminate,

    /// <summary>A replica is stopped for longer than its lease (SIGSTOP), and goes on (SIGCONT).</summary>
    Pause,

    /// <summary>PostgreSQL is stopped without saying goodbye to anybody (immediate mode), recovers, and is back.</summary>
    RestartDatabase,

    /// <summary>Every connection to the database is cut.</summary>
    CutConnections,
}
