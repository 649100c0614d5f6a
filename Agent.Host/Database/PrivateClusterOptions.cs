namespace Agent.Host.Database;

/// <summary>Where and how a private cluster runs.</summary>
internal sealed record PrivateClusterOptions
{
    /// <summary>The folder that holds the cluster, relative to the current directory. Default: <c>.data</c>.</summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>
    /// Where the cluster goes when the server's account cannot reach <see cref="DataDirectory"/>, as with a checkout below <c>/root</c>.
    /// A folder of its own is made in it for each data directory.
    /// </summary>
    public string FallbackDirectory { get; init; } = "/var/lib/agent-service";

    /// <summary>Default: true. False is for tests only: a power failure may then lose or damage the data.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// Whether the cluster of another service may be used while that one runs. Default: false, as two services on one folder are mostly a mistake.
    /// </summary>
    public bool Share { get; init; }

    /// <summary>Connections the server accepts. Default: 200.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Looked through for the server binaries, the newest version first, before <c>PATH</c>.</summary>
    public string InstallationsDirectory { get; init; } = "/usr/lib/postgresql";
}
