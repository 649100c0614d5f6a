using Agent.Host.Commands;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>The support scenario, played by Microsoft's own client.</summary>
internal sealed class PlaygroundTests
{
    [Test, CancelAfter(180_000)]
    public async Task A_return_is_asked_for_confirmed_by_card_and_booked(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using var app = ServeCommand.Build(
        [
            "--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", connectionString, "--Model:Provider", "offline",
            "--Teams:Anonymous", "true", "--Teams:Tenants:any:Tenant", "demo", $"--Teams:Tenants:any:Customers:{Playground.AlexObjectId}", "mara_olsen_1001",
        ], builder => builder.Logging.ClearProviders());
        await ServeCommand.StartAsync(app, cancellationToken);
        await using var playground = await Playground.StartAsync(new Uri(app.Urls.Single()), cancellationToken);
        await playground.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        await playground.UntilShownAsync("createMessage", message => ((string?)message["text"])?.Contains("#W1000001", StringComparison.Ordinal) == true, cancellationToken);
        await playground.SayAsync("back to my card please", cancellationToken);
        var card = await playground.UntilShownAsync("createMessage", message => message["attachments"]?.AsArray().Count > 0, cancellationToken);
        var answer = await playground.ClickAsync(card, 0, cancellationToken);
        await playground.UntilShownAsync("updateMessage", message => (string?)message["messageId"] == (string?)card["messageId"], cancellationToken);
        await playground.UntilShownAsync("createMessage", message => ((string?)message["text"])?.Contains("registered", StringComparison.Ordinal) == true, cancellationToken);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var returns = database.CreateCommand("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer["value"]!.ToJsonString(), Does.Contain("Approved by customer"));
        Assert.That(await returns.ExecuteScalarAsync(cancellationToken), Is.EqualTo(1L));
    }
}
