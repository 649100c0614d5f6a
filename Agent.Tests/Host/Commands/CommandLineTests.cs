using System.Diagnostics;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Commands;

/// <summary>The real program, started as a person starts it.</summary>
internal sealed class CommandLineTests
{
    [Test, CancelAfter(60_000)]
    public async Task Help_names_every_verb(CancellationToken cancellationToken)
    {
        var (exitCode, output, _) = await RunAsync([], cancellationToken, "--help");
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("serve").And.Contain("tools ").And.Contain("chat").And.Contain("migrate").And.Contain("import"));
    }

    [TestCase("fly")]
    [TestCase("chat", "--customer")]
    [TestCase("chat", "--colour", "blue")]
    [TestCase("migrate", "--now")]
    [TestCase("import", "--tenant")]
    [TestCase("import", "--format", "csv", "--fast")]
    [CancelAfter(60_000)]
    public async Task What_it_does_not_know_is_explained(params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync([], TestContext.CurrentContext.CancellationToken, arguments);
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain(arguments[^1] == "blue" ? "--colour" : arguments[^1]).And.Contain("usage:"));
    }

    [TestCase("Runtime__LeaseSeconds", "soon", "Runtime:LeaseSeconds")]
    [TestCase("Runtime__LeaseSeconds", "0", "LeaseSeconds")]
    [TestCase("Model__Provider", "oracle", "Model:Provider")]
    [TestCase("ConnectionStrings__Agent", "nonsense", "ConnectionStrings:Agent")]
    [TestCase("ASPNETCORE_URLS", "nowhere", "ASPNETCORE_URLS")]
    [TestCase("Prompts__Path", "/nowhere/prompts.yaml", "/nowhere/prompts.yaml")]
    [CancelAfter(60_000)]
    public async Task A_wrong_value_stops_the_start_with_one_line_that_names_it(string key, string value, string named)
    {
        var environment = new Dictionary<string, string> { ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(), [key] = value };
        var (exitCode, _, error) = await RunAsync(environment, TestContext.CurrentContext.CancellationToken, "serve");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error.Trim(), Does.StartWith("agent: ").And.Contain(named).And.Not.Contain("\n"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_import_loads_the_shop_once(CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(RecordingsFolder.PathOf("tau-retail-db/users.json"))!;
        var environment = new Dictionary<string, string> { ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync() };
        var (exitCode, output, _) = await RunAsync(environment, cancellationToken, "import", "--format", "tau-retail", folder);
        var (again, _, error) = await RunAsync(environment, cancellationToken, "import", "--format", "tau-retail", folder);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((exitCode, again), Is.EqualTo((0, 1)));
        Assert.That(output, Does.Contain("500 customers, 1000 orders and 50 products"));
        Assert.That(error.Trim(), Is.EqualTo("agent: the tenant 'tau-retail' is not empty: import into another one"));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        Dictionary<string, string> environment, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(TestContext.CurrentContext.TestDirectory, "Agent.Host.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["DOTNET_ENVIRONMENT"] = "Development", ["Model__Provider"] = "offline" },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
