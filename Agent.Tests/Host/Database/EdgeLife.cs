using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Agent.Host.Teams.Storage;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Teams;
using Agent.Tests.Host.Webhooks;

namespace Agent.Tests.Host.Database;

/// <summary>
/// A life of the edges: a person signs in, tenants are administered, a machine with a key says something and repeats it, a webhook is told, a customer of Teams confirms by a card, the audit log is
/// read and verified, a customer is exported and erased.
/// </summary>
internal static class EdgeLife
{
    private const string Mara = "mara_olsen_1001";

    public static async Task RunAsync(TeamsHost host, TokenIssuer issuer, WebhookReceiver receiver, CancellationToken cancellationToken)
    {
        await SignInAsync(host, issuer, cancellationToken);
        using var admin = As(host, issuer, "admin", "operator");
        await AdministerAsync(host, issuer, cancellationToken);
        await SendAsync(admin, HttpMethod.Post, "/api/v1/webhooks", new { url = receiver.Url, kinds = new[] { "turn.completed", "approval.requested" } }, cancellationToken);
        var hook = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/webhooks", cancellationToken)).GetProperty("items")[0].GetProperty("id").GetString();
        await SendAsync(admin, HttpMethod.Put, $"/api/v1/webhooks/{hook}", new { url = receiver.Url, kinds = new[] { "turn.completed" }, description = "other" }, cancellationToken);
        await SendAsync(admin, HttpMethod.Post, $"/api/v1/webhooks/{hook}/rotate", new { overlapSeconds = 300 }, cancellationToken);
        await UseKeyAsync(host, admin, cancellationToken);
        await receiver.UntilAsync(calls => calls.Count > 0, cancellationToken);
        var delivery = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/webhooks/deliveries", cancellationToken)).GetProperty("items")[0].GetProperty("id").GetString();
        using (await admin.GetAsync($"/api/v1/webhooks/deliveries/{delivery}", cancellationToken)) { }
        await ChatAsync(host, admin, cancellationToken);
        foreach (var path in new[] { "", "?actor=customer:mara_olsen_1001", "/checkpoints" })
            using (await admin.GetAsync($"/api/v1/audit{path}", cancellationToken)) { }
        var verdict = await SendAsync(admin, HttpMethod.Post, "/api/v1/audit/verify", new { }, cancellationToken);
        Assert.That((verdict.GetProperty("rows").GetInt32() > 5, verdict.TryGetProperty("fault", out var fault) && fault.ValueKind != JsonValueKind.Null), Is.EqualTo((true, false)), "the log is whole");
        await SendAsync(admin, HttpMethod.Post, "/api/v1/customer-exports", new { customerId = Mara }, cancellationToken);
        await EraseAsync(admin, cancellationToken);
    }

    /// <summary>A customer of Teams gets a card and confirms by it.</summary>
    private static async Task ChatAsync(TeamsHost host, HttpClient admin, CancellationToken cancellationToken)
    {
        await host.SayAsync(TeamsHost.Mara, "I'd like to return the headphones from my last order", cancellationToken);
        var asked = await host.SayAsync(TeamsHost.Mara, "back to my card please", cancellationToken, answers: 2);
        await host.TakenAsync(host.Click(TeamsHost.Mara, asked[1], 0), cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of(TeamsHost.Mara).Any(sent => sent.IsUpdate), cancellationToken);
        await HandOverAsync(host, admin, cancellationToken);
        await host.SayAsync(TeamsHost.Olga, "help", cancellationToken);
        await host.SayAsync("tom", "I want to return everything from order #W1000004, refund to the original payment method", cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of(TeamsHost.Olga).Any(sent => sent.Card is not null), cancellationToken);
    }

    /// <summary>A person takes the conversation over and writes in it.</summary>
    private static async Task HandOverAsync(TeamsHost host, HttpClient admin, CancellationToken cancellationToken)
    {
        var chat = (await host.Get<ChatStore>().FindPersonalAsync("demo", [TeamsHost.Mara], cancellationToken)).Single();
        var conversation = $"/api/v1/conversations/{chat.ConversationId}";
        await SendAsync(admin, HttpMethod.Post, $"{conversation}/claim", new { }, cancellationToken);
        await SendAsync(admin, HttpMethod.Post, $"{conversation}/reply", new { text = "this is a person" }, cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of(TeamsHost.Mara).Any(sent => sent.Text?.Contains("this is a person", StringComparison.Ordinal) == true), cancellationToken);
        await SendAsync(admin, HttpMethod.Post, $"{conversation}/release", new { note = "done" }, cancellationToken);
    }

    private static async Task SignInAsync(TeamsHost host, TokenIssuer issuer, CancellationToken cancellationToken)
    {
        issuer.SignedIn = issuer.Claims("ann", "demo", "operator");
        using var browser = new HttpClient { BaseAddress = host.Client.BaseAddress }; // it follows to the issuer and back, and keeps cookies
        using var page = await browser.GetAsync("/signin?returnTo=%2Fapi%2Fv1%2Ftenant", cancellationToken);
        Assert.That((page.StatusCode, page.RequestMessage!.RequestUri!.AbsolutePath), Is.EqualTo((HttpStatusCode.OK, "/api/v1/tenant")));
        using (await browser.GetAsync("/portal", cancellationToken)) { }
    }

    /// <summary>Whoever may create tenants works on tenants other than their own.</summary>
    private static async Task AdministerAsync(TeamsHost host, TokenIssuer issuer, CancellationToken cancellationToken)
    {
        using var root = As(host, issuer, "admin");
        var claims = issuer.Claims("root", "demo", "admin");
        claims["scope"] = "tenants:manage";
        root.DefaultRequestHeaders.Authorization = new("Bearer", issuer.Token(claims));
        await SendAsync(root, HttpMethod.Post, "/api/v1/tenants", new { tenant = "acme", name = "Acme" }, cancellationToken);
        await SendAsync(root, HttpMethod.Put, "/api/v1/tenants/acme/settings", new { }, cancellationToken);
        await SendAsync(root, HttpMethod.Post, "/api/v1/tenants/acme/suspend", new { reason = "unpaid" }, cancellationToken);
        using (await root.GetAsync("/api/v1/tenants/acme", cancellationToken)) { }
        var listed = await root.GetFromJsonAsync<JsonElement>("/api/v1/tenants", cancellationToken);
        Assert.That(listed.ToString(), Does.Contain("acme"));
        var directory = $"/api/v1/teams/directories/{Guid.NewGuid():D}";
        await SendAsync(root, HttpMethod.Put, directory, new { tenant = "acme" }, cancellationToken);
        await SendAsync(root, HttpMethod.Put, directory, new { tenant = "acme", admitsGuests = true }, cancellationToken);
        using (await root.GetAsync("/api/v1/teams/directories", cancellationToken)) { }
        using (var taken = await root.PutAsJsonAsync(directory, new { tenant = "demo" }, cancellationToken))
            Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Conflict), "it is another tenant's");
        using var admin = As(host, issuer, "admin");
        var person = $"/api/v1/teams/people/{TeamsHost.Directory}/{Guid.NewGuid():D}";
        await SendAsync(admin, HttpMethod.Put, person, new { roles = new[] { "operator" } }, cancellationToken);
        using (await admin.GetAsync("/api/v1/teams/people", cancellationToken)) { }
        using (await admin.DeleteAsync(person, cancellationToken)) { }
    }

    /// <summary>A machine with a key says something, twice with one idempotency key.</summary>
    private static async Task UseKeyAsync(TeamsHost host, HttpClient admin, CancellationToken cancellationToken)
    {
        var made = await SendAsync(admin, HttpMethod.Post, "/api/v1/api-keys", new { name = "n", scopes = new[] { "conversations:read", "conversations:write" } }, cancellationToken);
        using var machine = new HttpClient { BaseAddress = host.Client.BaseAddress };
        machine.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("key").GetString());
        var started = await SendAsync(machine, HttpMethod.Post, "/api/v1/conversations", new { customerId = Mara }, cancellationToken, "start");
        var address = $"/api/v1/conversations/{started.GetProperty("id").GetString()}/messages";
        for (var time = 0; time < 2; time++)
            await SendAsync(machine, HttpMethod.Post, address, new { text = "where is my order?" }, cancellationToken, "say");
        using (var denied = await machine.GetAsync("/api/v1/audit", cancellationToken))
            Assert.That(denied.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using (await admin.GetAsync("/api/v1/api-keys", cancellationToken)) { }
        await SendAsync(admin, HttpMethod.Post, $"/api/v1/api-keys/{made.GetProperty("id").GetString()}/rotate", new { overlapSeconds = 3600 }, cancellationToken);
        using (await admin.DeleteAsync($"/api/v1/api-keys/{made.GetProperty("id").GetString()}", cancellationToken)) { }
    }

    private static async Task EraseAsync(HttpClient admin, CancellationToken cancellationToken)
    {
        using var accepted = await admin.PostAsJsonAsync("/api/v1/erasures", new { customerId = Mara }, cancellationToken);
        while ((await admin.GetFromJsonAsync<JsonElement>(accepted.Headers.Location, cancellationToken)).GetProperty("status").GetString() != "completed")
            await Task.Delay(50, cancellationToken);
    }

    public static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string address, object body, CancellationToken cancellationToken, string? key = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.That(response.IsSuccessStatusCode, Is.True, $"{method} {address}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static HttpClient As(TeamsHost host, TokenIssuer issuer, params string[] roles)
    {
        var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", issuer.Token(issuer.Claims("ann", "demo", roles)));
        return client;
    }

    /// <summary>A key that signs checkpoints, in a file.</summary>
    public sealed class SigningFile : IDisposable
    {
        public SigningFile()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            File.WriteAllText(Path, key.ExportPkcs8PrivateKeyPem());
        }

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
