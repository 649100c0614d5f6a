using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Microsoft.Playwright;

namespace Agent.Tests.Host.Portal.Browser;

/// <summary>One service as a process of its own, on a database of its own, and one Chromium: the portal as people meet it.</summary>
[SetUpFixture]
internal sealed class PortalStage
{
    private static readonly string[] s_paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string s_prompts = Path.Combine(Path.GetTempPath(), $"prompts-{Guid.NewGuid():N}.yaml");
    private static ServiceProcess? s_service;
    private static IPlaywright? s_playwright;
    private static IBrowser? s_browser;

    public static ServiceProcess Service => s_service ?? throw new InvalidOperationException("The service has not been started.");

    public static string ConnectionString { get; private set; } = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (s_paths.FirstOrDefault(File.Exists) is not { } chromium)
        {
            return; // each test says so
        }

        ConnectionString = await PostgresFixture.CreateDatabaseAsync();
        await File.WriteAllTextAsync(s_prompts, WithAnOlderTriage(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"))));
        s_service = await ServiceProcess.StartAsync(
            new Dictionary<string, string> { ["ConnectionStrings__Agent"] = ConnectionString, ["Model__Provider"] = "offline", ["Prompts__Path"] = s_prompts, ["Webhooks__AllowedHosts__0"] = "example.com" }, CancellationToken.None);
        Assert.That(s_service.HasExited, Is.False, s_service.Output);
        s_playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(60_000); // how long a busy machine may take; who waits is shown what came
        s_browser = await s_playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-background-networking"] });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await (s_browser?.CloseAsync() ?? Task.CompletedTask);
        s_playwright?.Dispose();
        await (s_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        File.Delete(s_prompts);
    }

    /// <summary>A browser of somebody's own: no cookies, nothing kept. What a page logs as an error fails the test that opened it.</summary>
    public static async Task<IPage> OpenAsync(string path, ViewportSize? size = null, ColorScheme look = ColorScheme.Light, string language = "en-GB", ServiceProcess? service = null)
    {
        if (s_browser is null)
        {
            Assert.Ignore("There is no Chromium here; ./test.sh installs it.");
        }

        var context = await s_browser!.NewContextAsync(new()
        {
            BaseURL = (service ?? Service).Client.BaseAddress!.ToString(), ViewportSize = size ?? new() { Width = 1440, Height = 900 }, ColorScheme = look, Locale = language,
            TimezoneId = "Europe/Berlin", ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => Faults(page).Add(error);
        page.Console += (_, message) =>
        {
            // A refused request is a console message too; what is meant here are violations of the security policy and broken scripts.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
            {
                Faults(page).Add(message.Text);
            }
        };
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>What went wrong inside a page.</summary>
    public static List<string> Faults(IPage page) => s_faults.GetValue(page, _ => []);

    /// <summary>Starts a conversation and says something in it, past the portal; returns its id when it has been answered.</summary>
    public static async Task<string> TalkAsync(string customer, params string[] texts)
    {
        var started = await PostAsync("/api/v1/conversations", new { customerId = customer });
        var id = started.GetProperty("id").GetString()!;
        foreach (var text in texts)
        {
            await PostAsync($"/api/v1/conversations/{id}/messages", new { text });
        }

        return id;
    }

    /// <summary>Calls the API.</summary>
    public static async Task<JsonElement> PostAsync(string address, object body)
    {
        using var answer = await Service.Client.PostAsJsonAsync(address, body);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Changes something behind the service's back.</summary>
    public static async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads from the API.</summary>
    public static Task<JsonElement> GetAsync(string address) => Service.Client.GetFromJsonAsync<JsonElement>(address);

    /// <summary>The shipped prompts, and one of them in a version that is not in force: what is compared, and what a fork may try.</summary>
    private static string WithAnOlderTriage(string shipped)
    {
        var start = shipped.IndexOf("- name: triage", StringComparison.Ordinal);
        var triage = shipped[start..shipped.IndexOf("\n- name:", start, StringComparison.Ordinal)];
        return $"{shipped}\n{System.Text.RegularExpressions.Regex.Replace(triage, "version: \"[^\"]+\"", "version: \"0\"\n  in_force: false").Replace("online shop", "shop", StringComparison.Ordinal)}\n";
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IPage, List<string>> s_faults = [];
}
