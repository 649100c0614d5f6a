using System.Globalization;

namespace Agent.Host.Database;

/// <summary>The installed PostgreSQL server programs.</summary>
internal sealed record PostgresBinaries(string InitDb, string PgCtl)
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>Finds the newest installed server, or says how to install one.</summary>
    /// <exception cref="PrivateClusterException">There is none.</exception>
    public static PostgresBinaries Find(string installationsDirectory, string? searchPath)
    {
        var folder = Installed(installationsDirectory)
            .Concat((searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(candidate => Needed.All(program => File.Exists(Path.Combine(candidate, program))));
        return folder is not null
            ? new(Path.Combine(folder, "initdb"), Path.Combine(folder, "pg_ctl"))
            : throw new PrivateClusterException(
                $"No PostgreSQL server programs (initdb, pg_ctl, postgres) were found in {installationsDirectory}/*/bin or on the PATH. "
                + "Install them (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql), "
                + "or set ConnectionStrings__Agent to a database of your own.");
    }

    private static IEnumerable<string> Installed(string directory) => Directory.Exists(directory)
        ? Directory.GetDirectories(directory)
            .OrderByDescending(version => decimal.TryParse(Path.GetFileName(version), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Select(version => Path.Combine(version, "bin"))
        : [];
}
