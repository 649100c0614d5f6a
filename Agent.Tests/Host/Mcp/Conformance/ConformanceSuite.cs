using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

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

    private const string Finished = ".installed";
    private readonly string _folder;

    private ConformanceSuite(string folder) => _folder = folder;

    /// <summary>Finds the suites, or installs them.</summary>
    public static async Task<ConformanceSuite> InstallAsync(CancellationToken cancellationToken)
    {
        var source = Path.Combine(TestContext.CurrentContext.TestDirectory, "Host", "Mcp", "Conformance", "npm");
        var pinned = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken);
        var folder = Path.Combine(CacheFolder(), $"mcp-conformance-{Convert.ToHexStringLower(SHA256.HashData(pinned))[..16]}");
        if (!File.Exists(Path.Combine(folder, Finished)))
        {
            // Made beside its place and moved there whole: another test run may be doing the same.
            var staging = $"{folder}.{Environment.ProcessId}";
            Directory.CreateDirectory(staging);
            foreach (var name in new[] { "package.json", "package-lock.json" })
                File.Copy(Path.Combine(source, name), Path.Combine(staging, name), overwrite: true);
            await InstallAsync(staging, cancellationToken);
            Publish(staging, folder);
        }

        return new(folder);
    }

    /// <summary>Runs a suite against a server.</summary>
    /// <returns>What every check of every scenario said.</returns>
    public async Task<IReadOnlyList<ConformanceCheck>> RunAsync(string suite, Uri server, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var results = Directory.CreateTempSubdirectory("mcp-conformance-").FullName;
        try
        {
            var (_, output) = await RunAsync(Node, [ProgramOf(suite), "server", "--url", server.ToString(), .. arguments, "--output-dir", results], _folder, cancellationToken);
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
        var (_, output) = await RunAsync(Node, [ProgramOf(Modern), "list", "--requirements", revision], _folder, cancellationToken);
        return output.Split('\n').SkipWhile(line => !line.StartsWith("Server scenarios", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(line => line[4..].Trim()).ToHashSet(StringComparer.Ordinal);
    }

    private string Node => Path.Combine(_folder, "node_modules", ".bin", "node");

    private string ProgramOf(string suite) => Path.Combine(_folder, "node_modules", suite, "dist", "index.js");

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var (code, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel", "error"], folder, cancellationToken);
            Assert.That(code, Is.Zero, $"npm could not install the conformance suites of the Model Context Protocol; they need a registry once.{Environment.NewLine}{output}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Fail("npm is needed for the conformance suites of the Model Context Protocol; deploy/prerequisites.sh installs it (Debian, Ubuntu: apt-get install npm).");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, Finished), "", cancellationToken);
    }

    private static void Publish(string staging, string folder)
    {
        try
        {
            if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, Finished)))
                Directory.Delete(folder, recursive: true);
            Directory.Move(staging, folder);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, Finished)))
        {
            Directory.Delete(staging, recursive: true); // somebody else was faster
        }
    }

    // A folder of results is called by the scenario and the time.
    [GeneratedRegex("^server-(?<name>.+)-20[0-9]{2}-[0-9]{2}-[0-9]{2}T.*$")]
    private static partial Regex ScenarioIn();

    private static string CacheFolder() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "agent-tests");

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

    private static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true } };
        process.Start();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
