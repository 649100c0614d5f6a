using Agent.Host.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>The public conformance suites against our own endpoint: the host of the verb <c>tools</c>, with the suites' fixtures beside our tools.</summary>
[NonParallelizable]
internal sealed class ConformanceTests
{
    private WebApplication _app = null!;
    private ConformanceSuite _suite = null!;

    private Uri Address => new(_app.Urls.Single() + "/mcp");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var cancellationToken = patience.Token;
        _suite = await ConformanceSuite.InstallAsync(cancellationToken);
        _app = ToolsCommand.Build(
            ["--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", await PostgresFixture.CreateDatabaseAsync(), "--Mcp:LegacySessions", "true"],
            builder =>
            {
                builder.Logging.ClearProviders();
                McpFixtures.Add(builder.Services);
            });
        await ToolsCommand.StartAsync(_app, cancellationToken);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Test, CancelAfter(240_000)]
    public async Task Every_required_server_scenario_of_2026_07_28_passes(CancellationToken cancellationToken)
    {
        var required = await _suite.ListRequiredAsync("2026-07-28", cancellationToken);
        // The suite runs and reports more than it requires, such as extensions that this server does not have.
        var checks = await _suite.RunAsync(ConformanceSuite.Modern, Address, ["--requirements", "2026-07-28"], cancellationToken);
        AssertAllPass([.. checks.Where(check => required.Contains(check.Scenario))], scenarios: 37);
    }

    [Test, CancelAfter(240_000)]
    public async Task The_active_server_suite_of_2025_11_25_passes(CancellationToken cancellationToken) =>
        AssertAllPass(await _suite.RunAsync(ConformanceSuite.Legacy, Address, ["--suite", "active"], cancellationToken), scenarios: 30);

    [TestCase("http-header-validation"), TestCase("http-custom-header-server-validation"), CancelAfter(120_000)]
    public async Task Headers_are_compared_with_the_body(string scenario, CancellationToken cancellationToken) =>
        AssertAllPass(await _suite.RunAsync(ConformanceSuite.Modern, Address, ["--scenario", scenario, "--spec-version", "2026-07-28"], cancellationToken), scenarios: 1);

    private static void AssertAllPass(IReadOnlyList<ConformanceCheck> checks, int scenarios)
    {
        foreach (var check in checks.Where(check => check.Status is not ("SUCCESS" or "INFO")))
            TestContext.Out.WriteLine(check);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(checks.Where(check => check.Status == "FAILURE"), Is.Empty);
        Assert.That(checks.Select(check => check.Scenario).Distinct().Count(), Is.EqualTo(scenarios));
    }
}
