using System.Security.Cryptography;
using System.Text;

namespace Agent.Host.Database;

/// <summary>The folders of one cluster.</summary>
/// <param name="Base">Holds the lock file; belongs to whoever runs the service.</param>
/// <param name="Server">Holds data, log and socket; belongs to the account that runs the server, and nobody else may enter.</param>
/// <param name="Socket">Holds the socket.</param>
internal sealed record ClusterFolder(string Base, string Server, string Socket)
{
    /// <summary>A socket's path has at most this many bytes (<c>sun_path</c> less its final zero).</summary>
    internal const int LongestSocketPath = 107;

    private const string SocketName = "/.s.PGSQL.5432";

    /// <summary>The data directory of the server.</summary>
    public string Data => Path.Combine(Server, "data");

    /// <summary>The log of the server.</summary>
    public string Log => Path.Combine(Server, "server.log");

    /// <summary>Locked as long as a service uses the cluster.</summary>
    public string Lock => Path.Combine(Base, "service.lock");

    /// <summary>Makes the folders, somewhere else when the server's account cannot reach the one that was asked for.</summary>
    /// <exception cref="PrivateClusterException">They cannot be made, or belong to another user.</exception>
    public static async Task<ClusterFolder> PrepareAsync(PrivateClusterOptions options, ServerAccount account, CancellationToken cancellationToken)
    {
        var wanted = Path.GetFullPath(options.DataDirectory);
        var folder = await TryMakeAsync(wanted, account, cancellationToken);
        if (folder is null && account.IsOther)
            folder = await TryMakeAsync(Path.Combine(options.FallbackDirectory, KeyOf(wanted)), account, cancellationToken);
        return folder ?? throw new PrivateClusterException(
            $"The database folder {wanted} cannot be used: it cannot be created, or belongs to another user. "
            + "Set Database__DataDirectory to a folder of yours, or ConnectionStrings__Agent to a database of your own.");
    }

    private static async Task<ClusterFolder?> TryMakeAsync(string directory, ServerAccount account, CancellationToken cancellationToken)
    {
        var server = Path.Combine(directory, "postgres");
        if (!await TryMakePrivateAsync(server, account, cancellationToken))
            return null;
        var socket = server;
        if (Encoding.UTF8.GetByteCount(server + SocketName) > LongestSocketPath)
        {
            socket = $"/tmp/agent-{KeyOf(server)}";
            if (!await TryMakePrivateAsync(socket, account, cancellationToken))
                throw new PrivateClusterException($"{server} is too long for the path of a socket, and {socket}, to be used instead, belongs to another user.");
        }

        return new(directory, server, socket);
    }

    // Whoever can reach the socket is let in, so the folder must be the account's own, however it came to be there.
    private static async Task<bool> TryMakePrivateAsync(string directory, ServerAccount account, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
            if (account.IsOther && !Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory);
                await account.OwnAsync(directory, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        const string script = """mkdir -p -m 700 -- "$1" && test -O "$1" && test ! -L "$1" && chmod 700 -- "$1" && test -w "$1" """;
        if ((await account.RunAsync("sh", ["-c", script, "sh", directory], cancellationToken)).ExitCode == 0)
            return true;
        if (account.IsOther && !Directory.EnumerateFileSystemEntries(directory).Any())
            Directory.Delete(directory); // made in vain: the account cannot get there
        return false;
    }

    private static string KeyOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
