using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Commands;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agent.Tests.Host.Webhooks;

/// <summary>The whole service with the offline model, and a receiver of webhooks on this machine that it may send to.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookHost(WebApplication app, TokenIssuer issuer, WebhookReceiver receiver)
    {
        (_app, Issuer, Receiver) = (app, issuer, receiver);
        Admin = As("ann", "demo", "admin", "operator");
    }

    public TokenIssuer Issuer { get; }

    public WebhookReceiver Receiver { get; }

    /// <summary>An administrator of the tenant <c>demo</c>.</summary>
    public HttpClient Admin { get; }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public NpgsqlDataSource Database => _app.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Settings that let webhooks go to this machine, and fail quickly.</summary>
    public static string[] Open { get; } =
    [
        "--Webhooks:AllowedHosts:0", "127.0.0.1", "--Webhooks:AllowedHosts:1", "localhost", "--Webhooks:AllowPrivateAddresses", "true", "--Webhooks:AllowHttp", "true",
        "--Webhooks:Interval", "00:00:00.050", "--Webhooks:FirstPause", "00:00:00.020", "--Webhooks:LongestPause", "00:00:00.100", "--Webhooks:MaxAttempts", "3",
    ];

    public static async Task<WebhookHost> StartAsync(Action<WebApplicationBuilder>? configure = null, params string[] settings)
    {
        var issuer = await TokenIssuer.StartAsync();
        var receiver = await WebhookReceiver.StartAsync();
        var app = ServeCommand.Build(
        [
            "--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", await PostgresFixture.CreateDatabaseAsync(), "--Model:Provider", "offline",
            .. issuer.Settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value! }), .. Open, .. settings,
        ], builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });
        await ServeCommand.StartAsync(app);
        return new(app, issuer, receiver);
    }

    public HttpClient As(string subject, string tenant, params string[] roles)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Issuer.Token(Issuer.Claims(subject, tenant, roles)));
        return client;
    }

    /// <summary>Makes a webhook to the receiver.</summary>
    public async Task<JsonElement> SubscribeAsync(string[] kinds, HttpClient? client = null, string? url = null)
    {
        using var made = await (client ?? Admin).PostAsJsonAsync("/api/v1/webhooks", new { url = url ?? Receiver.Url, kinds });
        var text = await made.Content.ReadAsStringAsync();
        Assert.That((int)made.StatusCode, Is.EqualTo(201), text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Starts a conversation and says something in it, to the end of the turn.</summary>
    public async Task<(string Id, JsonElement Turn)> SayAsync(string text, HttpClient? client = null, string? conversation = null, string customer = "mara_olsen_1001")
    {
        client ??= Admin;
        if (conversation is null)
        {
            using var started = await client.PostAsJsonAsync("/api/v1/conversations", new { customerId = customer });
            conversation = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        }

        using var answered = await client.PostAsJsonAsync($"/api/v1/conversations/{conversation}/messages", new { text });
        return (conversation, await answered.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Waits until the newest delivery is as a test wants it.</summary>
    public async Task<JsonElement> UntilDeliveryAsync(Func<JsonElement, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await Admin.GetFromJsonAsync<JsonElement>("/api/v1/webhooks/deliveries", cancellationToken);
            foreach (var delivery in page.GetProperty("items").EnumerateArray().Where(condition))
                return delivery;
            await Task.Delay(20, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _app.DisposeAsync();
        await Issuer.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
