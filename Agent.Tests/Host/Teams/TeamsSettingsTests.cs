using Agent.Host.Commands;
using Agent.Host.Teams;
using Agent.Host.Teams.Storage;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Tests.Host.Teams;

internal sealed class TeamsSettingsTests
{
    [TestCase("Production", "http://127.0.0.1:0", "Development environment alone")]
    [TestCase("Development", "http://0.0.0.0:0", "loopback alone")]
    [TestCase("Development", "http://*:5080", "loopback alone")]
    public void Anonymous_people_are_taken_on_a_developers_machine_alone(string environment, string url, string fault) => Assert.That(
        () => StartAsync("--environment", environment, "--urls", url, "--Teams:Anonymous", "true", "--Teams:Tenants:any:Tenant", "demo"),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains(fault));

    [TestCase("--Teams:AppId", "no guid", "Teams:AppId")]
    [TestCase("--Teams:AppTenantId", "common", "Teams:AppTenantId")]
    [TestCase("--Teams:Tenants:contoso:Tenant", "demo", "Teams:Tenants:contoso")]
    [TestCase("--Teams:StreamInterval", "00:00:00.500", "Teams:StreamInterval")]
    [TestCase("--Teams:StreamTime", "00:02:00", "Teams:StreamTime")]
    [TestCase("--Teams:ClickTime", "00:00:15", "Teams:ClickTime")]
    [TestCase("--Teams:Callers:0", "somebody", "Teams:Callers")]
    [TestCase("--Teams:Authority", "http://login.example.com", "Teams:Authority")]
    [TestCase("--Teams:ServiceUrl", "smba", "Teams:ServiceUrl")]
    public void A_wrong_setting_stops_the_start_and_is_named(string key, string value, string named) => Assert.That(
        () => StartAsync("--environment", "Development", "--Teams:AppId", TeamsHost.AppId, "--Teams:AppTenantId", TeamsHost.Directory, key, value),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains(named));

    [Test, CancelAfter(60_000)]
    public async Task The_migrated_schema_is_the_models_and_every_key_starts_with_the_tenant(CancellationToken cancellationToken)
    {
        await using var created = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var context = new TeamsDbContext(TeamsDbContext.OptionsFor(created));
        await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript(), cancellationToken);
        await using var migrated = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await TeamsRegistration.MigrateAsync(migrated, cancellationToken);
        var expected = await SchemaSnapshot.ReadAsync(created, TeamsDbContext.Schema, TeamsDbContext.MigrationsTable, cancellationToken);
        var actual = await SchemaSnapshot.ReadAsync(migrated, TeamsDbContext.Schema, TeamsDbContext.MigrationsTable, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(actual, Is.EqualTo(expected).And.Not.Empty);
        Assert.That(actual.Where(fact => fact.StartsWith("constraint pk_", StringComparison.Ordinal)), Is.Not.Empty.And.All.Contains("PRIMARY KEY (tenant, "));
    }

    private static async Task StartAsync(params string[] settings)
    {
        await using var app = ServeCommand.Build([.. settings, "--ConnectionStrings:Agent", "Host=/nowhere;Database=agent", "--Model:Provider", "offline"]);
        await ServeCommand.StartAsync(app);
    }
}
