using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Security.Tenants;
using Agent.Processes;
using Agent.Processes.Prompts;
using Agent.Tests.Host.Api;
using Agent.Tests.Host.Webhooks;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Host.Security;

/// <summary>What a tenant's settings say holds for its next turn, on every replica, and for nobody else.</summary>
internal sealed class TenantTermsTests
{
    private const string Wish = "I'd like to return the headphones from my last order, refund to my credit card";
    private static readonly string[] NoReturns = ["get_user_details", "get_order_details", "get_product_details", "find_user_id_by_email"];

    [Test, CancelAfter(120_000)]
    public async Task A_tool_that_is_taken_away_is_gone_from_the_next_turn_on_every_replica_and_comes_back(CancellationToken cancellationToken)
    {
        await using var first = await WebhookHost.StartAsync(null, "--Auth:Issuers:test:MayManageTenants", "true", "--Auth:LookupCache", "00:00:00.050");
        await using var second = await WebhookHost.StartAsync(null, "--Auth:LookupCache", "00:00:00.050", "--ConnectionStrings:Agent", first.Database.ConnectionString);
        using var root = Platform(first);
        using (var made = await root.PostAsJsonAsync("/api/v1/tenants", new { tenant = "demo", name = "Demo" }, cancellationToken))
            Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        using (var set = await root.PutAsJsonAsync("/api/v1/tenants/demo/settings", new { tools = NoReturns }, cancellationToken))
            Assert.That(set.StatusCode, Is.EqualTo(HttpStatusCode.OK), await set.Content.ReadAsStringAsync(cancellationToken));
        await UntilKnownAsync(second, settings => settings.Tools is not null, cancellationToken);
        foreach (var host in new[] { first, second })
        {
            var (id, without) = await host.SayAsync(Wish);
            Assert.That(without.TryGetProperty("pendingApproval", out _), Is.False);
            var asked = await host.Admin.GetStringAsync($"/api/v1/conversations/{id}/checkpoints/{await LastAsync(host, id, cancellationToken)}?requests=full", cancellationToken);
            Assert.That(asked, Does.Not.Contain("return_delivered_order_items"), "no model was offered it");
        }

        using (var back = await root.PutAsJsonAsync("/api/v1/tenants/demo/settings", new { }, cancellationToken))
            Assert.That(back.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await UntilKnownAsync(second, settings => settings.Tools is null, cancellationToken);
        var (_, again) = await second.SayAsync(Wish);
        Assert.That(again.TryGetProperty("pendingApproval", out _), Is.True);
    }

    [Test, CancelAfter(60_000)]
    public async Task Settings_that_name_what_is_not_there_and_those_that_were_not_seen_are_refused(CancellationToken cancellationToken)
    {
        await using var host = await WebhookHost.StartAsync(null, "--Auth:Issuers:test:MayManageTenants", "true");
        using var root = Platform(host);
        using (var made = await root.PostAsJsonAsync("/api/v1/tenants", new { tenant = "shop", name = "Shop" }, cancellationToken))
            Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        foreach (var (settings, field) in new (object, string)[]
        {
            (new { tools = new[] { "rob_a_bank" } }, "tools"), (new { prompts = new { orders_agent = "v999" } }, "prompts"), (new { prompts = new { nonsense = "v1" } }, "prompts"),
            (new { models = new { orders_agent = "huge" } }, "models"), (new { models = new { nonsense = "small" } }, "models"),
        })
        {
            using var refused = await root.PutAsJsonAsync("/api/v1/tenants/shop/settings", settings, cancellationToken);
            var problem = await ApiTests.ReadProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-request");
            Assert.That(problem.GetProperty("errors").TryGetProperty(field, out _), Is.True, field);
        }

        using var seen = await root.GetAsync("/api/v1/tenants/shop", cancellationToken);
        foreach (var isStale in new[] { false, true })
        {
            using var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/tenants/shop/settings") { Content = JsonContent.Create(new { branding = new { displayName = $"{isStale}" } }) };
            put.Headers.IfMatch.Add(seen.Headers.ETag!);
            using var answer = await root.SendAsync(put, cancellationToken);
            if (isStale)
                await ApiTests.ReadProblemAsync(answer, HttpStatusCode.PreconditionFailed, "settings-changed");
            else
                Assert.That(answer.Headers.ETag, Is.Not.EqualTo(seen.Headers.ETag));
        }

        var kept = await root.GetFromJsonAsync<JsonElement>("/api/v1/tenants/shop", cancellationToken);
        Assert.That(kept.GetProperty("settings").GetProperty("branding").GetProperty("displayName").GetString(), Is.EqualTo("False"));
    }

    [Test]
    public void A_tenant_s_version_and_model_come_before_the_file_s_and_a_fork_s_before_both()
    {
        var prompts = PromptLibrary.Load(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"), [new() { Model = "large" }]);
        var kernel = new Kernel();
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(new("demo", "c1"), "mara", "web", "t1");
        kernel.Data[KernelConversationExtensions.TermsKey] = new TenantTerms
        {
            Models = new Dictionary<string, string> { [PromptNames.OrdersAgent] = "small" }, Prompts = new Dictionary<string, string> { [PromptNames.OrdersAgent] = "gone", [PromptNames.GeneralAgent] = prompts[PromptNames.GeneralAgent].Version },
        };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(prompts.For(kernel, PromptNames.OrdersAgent, "").ServiceId, Is.EqualTo("small"));
        Assert.That(prompts.For(kernel, PromptNames.OrdersAgent, "").Version, Is.EqualTo(prompts[PromptNames.OrdersAgent].Version), "a version that is gone is as if it were left out");
        Assert.That(prompts.For(kernel, PromptNames.GeneralAgent, "").ServiceId, Is.EqualTo("large"), "without a word of the tenant the routes hold");
        kernel.Data[KernelConversationExtensions.PromptsKey] = new Dictionary<string, string> { [PromptNames.OrdersAgent] = "also gone" };
        Assert.That(() => prompts.For(kernel, PromptNames.OrdersAgent, ""), Throws.InstanceOf<KeyNotFoundException>(), "a fork asks for what it was given and nothing else");
    }

    private static HttpClient Platform(WebhookHost host)
    {
        var claims = host.Issuer.Claims("root", "platform", "admin");
        claims["scope"] = "tenants:manage";
        var client = new HttpClient { BaseAddress = host.Admin.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", host.Issuer.Token(claims));
        return client;
    }

    /// <summary>Until the other replica has forgotten what it remembered.</summary>
    private static async Task UntilKnownAsync(WebhookHost host, Func<TenantSettings, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition((await host.Get<TenantDirectory>().FindAsync("demo", cancellationToken)).Settings))
            await Task.Delay(5, cancellationToken);
    }

    private static async Task<int> LastAsync(WebhookHost host, string id, CancellationToken cancellationToken)
    {
        var page = await host.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}/checkpoints?limit=500", cancellationToken);
        return page.GetProperty("items").EnumerateArray().Max(superstep => superstep.GetProperty("number").GetInt32());
    }
}
