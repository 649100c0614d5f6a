using Agent.Host;
using Agent.Host.Database;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agent.Tests.Host.Database;

/// <summary>Settings that would only fail later, and now and then, stop the start.</summary>
internal sealed class PoolerSettingTests
{
    private const string Somewhere = "Host=/nowhere;Database=agent";

    [TestCase("sesion", Somewhere, Somewhere, AgentDatabase.PoolerKey)]
    [TestCase("1", Somewhere, Somewhere, AgentDatabase.PoolerKey)]
    [TestCase("transaction", Somewhere, null, AgentDatabase.DirectConnectionStringKey)]
    [TestCase("transaction", Somewhere + ";Max Auto Prepare=20", Somewhere, AgentDatabase.ConnectionStringKey)]
    [TestCase("none", null, Somewhere, AgentDatabase.DirectConnectionStringKey)]
    [TestCase("none", Somewhere, "Database=agent", AgentDatabase.DirectConnectionStringKey)]
    public async Task A_wrong_one_is_named(string pooler, string? connectionString, string? direct, string key)
    {
        await using var database = Create(pooler, connectionString, direct);
        Assert.That(() => database.StartAsync(), Throws.TypeOf<ConfigurationFaultException>().With.Message.Contains(key));
    }

    [Test]
    public async Task Behind_a_pooler_nothing_is_prepared_and_sessions_go_past_it()
    {
        await using var database = Create("transaction", Somewhere, "Host=/elsewhere;Database=agent");
        await database.StartAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(AgentDataSource.WithDefaults(database.ConnectionString, database.Pooler), Does.Contain("Max Auto Prepare=0"));
        Assert.That(database.DirectConnectionString, Does.Contain("/elsewhere"));
    }

    private static AgentDatabase Create(string pooler, string? connectionString, string? direct) => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [AgentDatabase.PoolerKey] = pooler,
            [AgentDatabase.ConnectionStringKey] = connectionString,
            [AgentDatabase.DirectConnectionStringKey] = direct,
        }).Build(), NullLogger<AgentDatabase>.Instance);
}
