using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Agent.Tests.Fixtures;

/// <summary>Programs of others that tests run: installed once into the user's cache with npm, in the versions that a package-lock.json pins.</summary>
internal static class NpmPackages
{
    private const string Finished = ".installed";

    /// <summary>Finds the packages, or installs them; fails the test where that is not possible.</summary>
    /// <param name="name">What the folder in the cache is called.</param>
    /// <param name="source">The folder with package.json and package-lock.json, beside the tests.</param>
    /// <param name="cancellationToken">Ends the installation.</param>
    /// <returns>The folder that has <c>node_modules</c>.</returns>
    public static async Task<string> InstallAsync(string name, string source, CancellationToken cancellationToken)
    {
        var from = Path.Combine(TestContext.CurrentContext.TestDirectory, source);
        var pinned = await File.ReadAllBytesAsync(Path.Combine(from, "package-lock.json"), cancellationToken);
        var folder = Path.Combine(CacheFolder(), $"{name}-{Convert.ToHexStringLower(SHA256.HashData(pinned))[..16]}");
        if (File.Exists(Path.Combine(folder, Finished)))
        {
            return folder;
        }

        // Made beside its place and moved there whole: another test run may be doing the same.
        var staging = $"{folder}.{Environment.ProcessId}";
        Directory.CreateDirectory(staging);
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(from, file), Path.Combine(staging, file), overwrite: true);
        }

        await InstallAsync(staging, cancellationToken);
        Publish(staging, folder);
        return folder;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
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
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var (code, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel", "error"], folder, cancellationToken);
            Assert.That(code, Is.Zero, $"npm could not install what this test runs; it needs a registry once.{Environment.NewLine}{output}");
        }
        catch (Win32Exception)
        {
            Assert.Fail("npm is needed for this test; deploy/prerequisites.sh installs it (Debian, Ubuntu: apt-get install npm).");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, Finished), "", cancellationToken);
    }

    private static void Publish(string staging, string folder)
    {
        try
        {
            if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, Finished)))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(staging, folder);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, Finished)))
        {
            Directory.Delete(staging, recursive: true); // somebody else was faster
        }
    }

    private static string CacheFolder() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "agent-tests");
}
