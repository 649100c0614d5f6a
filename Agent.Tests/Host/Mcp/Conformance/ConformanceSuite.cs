using System.Text.Json;
using System.Text.RegularExpressions;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>
/// The public conformance suites, installed once into the user's cache with npm: the versions that package-lock.json pins, and the Node they need.
/// </summary>
internal sealed partial class ConformanceSuite
{
    /// <summary>The suite that knows the revision without sessions.</summary>
    public const string Modern = "conformance-modern";

    /// <summary>The suite that knows the revisions with a handshake.</summary>
    public const string Legacy = "conformance-legacy";

    private readonly string _folder;

    private ConformanceSuite(string folder) => _folder = folder;

    /// <summary>Finds the suites, or installs them.</summary>
    public static async Task<ConformanceSuite> InstallAsync(CancellationToken cancellationToken) =>
        new(await NpmPackages.InstallAsync("mcp-conformance", Path.Combine("Host", "Mcp", "Conformance", "npm"), cancellationToken));

    /// <summary>Runs a suite against a server.</summary>
    /// <returns>What every check of every scenario said.</returns>
    public async Task<IReadOnlyList<ConformanceCheck>> RunAsync(string suite, Uri server, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var results = Directory.CreateTempSubdirectory("mcp-conformance-").FullName;
        try
        {
            var (_, output) = await NpmPackages.RunAsync(Node, [ProgramOf(suite), "server", "--url", server.ToString(), .. arguments, "--output-dir", results], _folder, cancellationToken);
            var checks = Directory.EnumerateFiles(results, "checks.json", SearchOption.AllDirectories).SelectMany(ReadChecks).ToList();
            Assert.That(checks, Is.Not.Empty, output);
            return checks;
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    /// <summary>The server scenarios that a revision requires.</summary>
    public async Task<IReadOnlySet<string>> ListRequiredAsync(string revision, CancellationToken cancellationToken)
    {
        var (_, output) = await NpmPackages.RunAsync(Node, [ProgramOf(Modern), "list", "--requirements", revision], _folder, cancellationToken);
        return output.Split('\n').SkipWhile(line => !line.StartsWith("Server scenarios", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(line => line[4..].Trim()).ToHashSet(StringComparer.Ordinal);
    }

    private string Node => Path.Combine(_folder, "node_modules", ".bin", "node");

    private string ProgramOf(string suite) => Path.Combine(_folder, "node_modules", suite, "dist", "index.js");

    // A folder of results is called by the scenario and the time.
    [GeneratedRegex("^server-(?<name>.+)-20[0-9]{2}-[0-9]{2}-[0-9]{2}T.*$")]
    private static partial Regex ScenarioIn();

    private static IEnumerable<ConformanceCheck> ReadChecks(string file)
    {
        var scenario = ScenarioIn().Match(Path.GetFileName(Path.GetDirectoryName(file)!)).Groups["name"].Value;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var check in document.RootElement.EnumerateArray())
        {
            yield return new(scenario, check.GetProperty("id").GetString()!, check.GetProperty("status").GetString()!,
                check.TryGetProperty("errorMessage", out var message) ? message.GetString() : null);
        }
    }
}
