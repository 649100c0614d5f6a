using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Security.Audit;
using Agent.Tests.Host.Webhooks;

namespace Agent.Tests.Host.Security;

/// <summary>The whole service, and somebody who may set what is different for the tenant <c>demo</c>.</summary>
internal sealed class TenantSettingsHost : IAsyncDisposable
{
    private readonly HttpClient _root;

    private TenantSettingsHost(WebhookHost service)
    {
        Service = service;
        var claims = service.Issuer.Claims("root", "platform", "admin");
        claims["scope"] = "tenants:manage";
        _root = new HttpClient { BaseAddress = service.Admin.BaseAddress };
        _root.DefaultRequestHeaders.Authorization = new("Bearer", service.Issuer.Token(claims));
    }

    public WebhookHost Service { get; }

    public static async Task<TenantSettingsHost> StartAsync(params string[] settings)
    {
        var host = new TenantSettingsHost(await WebhookHost.StartAsync(null, ["--Auth:Issuers:test:MayManageTenants", "true", .. settings]));
        using var made = await host._root.PostAsJsonAsync("/api/v1/tenants", new { tenant = "demo", name = "Demo" });
        Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return host;
    }

    public Task<HttpResponseMessage> PutAsync(object settings, CancellationToken cancellationToken) => _root.PutAsJsonAsync("/api/v1/tenants/demo/settings", settings, cancellationToken);

    public async Task SetAsync(object settings, CancellationToken cancellationToken)
    {
        using var set = await PutAsync(settings, cancellationToken);
        Assert.That(set.StatusCode, Is.EqualTo(HttpStatusCode.OK), await set.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>What the audit log says was set, oldest first.</summary>
    public async Task<string?[]> ConfiguredAsync(CancellationToken cancellationToken)
    {
        var rows = new List<string?>();
        await foreach (var row in Service.Get<AuditStore>().ReadAllAsync("platform", cancellationToken))
        {
            if (row.Act == AuditActs.TenantConfigured)
                rows.Add(row.Details["settings"]);
        }

        return [.. rows];
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => Service.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/{path}", cancellationToken);

    /// <summary>Every event of a conversation of a type.</summary>
    public async Task<JsonElement[]> EventsAsync(string conversation, string type, CancellationToken cancellationToken) =>
        [.. (await SuperstepsAsync(conversation, cancellationToken)).SelectMany(superstep => superstep.GetProperty("events").EnumerateArray()).Where(happened => happened.GetProperty("type").GetString() == type)];

    public async Task<JsonElement[]> SuperstepsAsync(string conversation, CancellationToken cancellationToken) =>
        [.. (await GetAsync($"conversations/{conversation}/checkpoints?limit=500", cancellationToken)).GetProperty("items").EnumerateArray()];

    public async Task<JsonElement> ReplayAsync(string conversation, CancellationToken cancellationToken)
    {
        using var answer = await Service.Admin.PostAsync(new Uri($"/api/v1/conversations/{conversation}/replay", UriKind.Relative), null, cancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Replays what is stored as a job.</summary>
    /// <returns>The differences by kind, as JSON.</returns>
    public async Task<string> ReplayAllAsync(object replay, CancellationToken cancellationToken)
    {
        using var started = await Service.Admin.PostAsJsonAsync("/api/v1/replays", replay, cancellationToken);
        Assert.That(started.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await started.Content.ReadAsStringAsync(cancellationToken));
        while (true)
        {
            var job = await Service.Admin.GetFromJsonAsync<JsonElement>(started.Headers.Location, cancellationToken);
            if (job.GetProperty("status").GetString() is not ("queued" or "running"))
            {
                Assert.That(job.GetProperty("status").GetString(), Is.EqualTo("completed"), job.GetRawText());
                return job.GetProperty("differences").GetRawText();
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _root.Dispose();
        await Service.DisposeAsync();
    }
}
