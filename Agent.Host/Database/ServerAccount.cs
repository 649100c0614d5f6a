using System.ComponentModel;
using System.Diagnostics;

namespace Agent.Host.Database;

/// <summary>
/// Runs programs under the account that owns the cluster: the current user, or <c>postgres</c> when that is root,
/// because the server refuses to run as root.
/// </summary>
internal sealed class ServerAccount
{
    private const string Name = "postgres";
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    private readonly string[] _prefix;

    private ServerAccount(string[] prefix) => _prefix = prefix;

    /// <summary>Whether programs run as somebody else than the current user.</summary>
    public bool IsOther => _prefix.Length > 0;

    /// <summary>The account for the current user.</summary>
    /// <exception cref="PrivateClusterException">The user is root and there is no way to become <c>postgres</c>.</exception>
    public static async Task<ServerAccount> ForCurrentUserAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            return new([]);
        string[][] ways = [["runuser", "-u", Name, "--"], ["setpriv", "--reuid", Name, "--regid", Name, "--init-groups", "--"]];
        foreach (var way in ways)
        {
            if (Folders.Select(folder => Path.Combine(folder, way[0])).FirstOrDefault(File.Exists) is not { } program)
                continue;
            var account = new ServerAccount([program, .. way[1..]]);
            if ((await account.RunAsync("true", [], cancellationToken)).ExitCode == 0)
                return account;
        }

        throw new PrivateClusterException(
            $"The PostgreSQL server does not run as root, and it cannot be run as the user '{Name}' either: that user does not exist, or neither runuser nor setpriv "
            + "is installed. Run as an ordinary user, install the postgresql package, or set ConnectionStrings__Agent to a database of your own.");
    }

    /// <summary>Runs a program to its end; nothing it prints is lost.</summary>
    public Task<ProgramResult> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync([.. _prefix, program, .. arguments], cancellationToken);

    /// <summary>Gives a folder to the account; only root can.</summary>
    public async Task OwnAsync(string directory, CancellationToken cancellationToken)
    {
        if (IsOther)
            await RunAsync(["chown", "-h", $"{Name}:", directory], cancellationToken);
    }

    private static async Task<ProgramResult> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/", // the account may not be allowed to enter the current directory
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name); // PGDATA, PGPORT and the like are about another server
        start.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, $"{await output}{await error}".Trim());
        }
        catch (Win32Exception exception)
        {
            throw new PrivateClusterException($"{command[0]} cannot be started: {exception.Message}.", exception);
        }
    }
}
