using Agent.Host.Commands;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>The support scenario, played by Microsoft's own client.</summary>
internal sealed class PlaygroundTests
{
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    [Test, CancelAfter(180_000)]
    public async Task A_return_is_asked_for_confirmed_by_card_and_booked(CancellationToken cancellationToken)
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using var app = await StartAsync(connectionString, cancellationToken);
        await using var playground = await Playground.StartAsync(new Uri(app.Urls.Single()), cancellationToken);
        await playground.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        await playground.UntilShownAsync("", message => ((string?)message["text"])?.Contains("#W1000001", StringComparison.Ordinal) == true, cancellationToken);
        await playground.SayAsync("back to my card please", cancellationToken);
        var card = await playground.UntilShownAsync("createMessage", message => message["attachments"]?.AsArray().Count > 0, cancellationToken);
        var answer = await playground.ClickAsync(card, 0, cancellationToken);
        await playground.UntilShownAsync("updateMessage", message => (string?)message["messageId"] == (string?)card["messageId"], cancellationToken);
        await playground.UntilShownAsync("", message => ((string?)message["text"])?.Contains("registered", StringComparison.Ordinal) == true, cancellationToken);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var returns = database.CreateCommand("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer["value"]!.ToJsonString(), Does.Contain("Approved by customer"));
        Assert.That(await returns.ExecuteScalarAsync(cancellationToken), Is.EqualTo(1L));
    }

    /// <summary>What people see: in Microsoft's page, in a browser, with a hand on the mouse.</summary>
    [Test, CancelAfter(240_000)]
    public async Task In_a_browser_the_rendered_card_is_clicked_and_becomes_what_was_decided(CancellationToken cancellationToken)
    {
        if (s_browsers.FirstOrDefault(File.Exists) is not { } chromium)
        {
            Assert.Ignore("There is no Chromium here; ./test.sh installs it.");
            return;
        }

        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using var app = await StartAsync(connectionString, cancellationToken);
        await using var playground = await Playground.StartAsync(new Uri(app.Urls.Single()), cancellationToken);
        using var playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-background-networking"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1000 } });
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(playground.Address.ToString());
        await SayAsync(page, "I'd like to return the headphones from my last order");
        await page.GetByText("#W1000001").First.WaitForAsync();
        await SayAsync(page, "back to my card please");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, go ahead" }).ClickAsync();
        await page.GetByText("Approved by customer").First.WaitForAsync();
        await page.GetByText("registered").First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "playground.png") });
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var returns = database.CreateCommand("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await returns.ExecuteScalarAsync(cancellationToken), Is.EqualTo(1L));
        Assert.That(await page.GetByRole(AriaRole.Button, new() { Name = "Yes, go ahead" }).CountAsync(), Is.Zero, "the card has become what was decided");
    }

    private static async Task SayAsync(IPage page, string text)
    {
        var box = page.GetByRole(AriaRole.Textbox).Last;
        await box.ClickAsync();
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task<WebApplication> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var app = ServeCommand.Build(
        [
            "--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", connectionString, "--Model:Provider", "offline",
            "--Teams:Anonymous", "true", "--Teams:Tenants:any:Tenant", "demo", $"--Teams:Tenants:any:Customers:{Playground.AlexObjectId}", "mara_olsen_1001",
        ], builder => builder.Logging.ClearProviders());
        await ServeCommand.StartAsync(app, cancellationToken);
        return app;
    }
}
