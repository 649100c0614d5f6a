using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Security;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Keys;
using Agent.Tests.Host.Api;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>Who people are: by the directory that administrators keep, and by the configuration for everybody else.</summary>
internal sealed class TeamsDirectoryTests
{
    private const string Elsewhere = "cccccccc-0000-0000-0000-000000000003";
    private TeamsHost _host = null!;
    private HttpClient _admin = null!;
    private HttpClient _platform = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await TeamsHost.StartAsync();
        _admin = await AsAsync("demo", Scopes.ManageTeams);
        _platform = await AsAsync("demo", Scopes.ManageTenants);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _admin.Dispose();
        _platform.Dispose();
        await _host.DisposeAsync();
    }

    [Test, CancelAfter(60_000)]
    public async Task A_directory_that_was_given_to_a_tenant_is_let_in_and_taken_away_it_is_not(CancellationToken cancellationToken)
    {
        Assert.That(await StatusAsync("rosa", Elsewhere, cancellationToken), Is.EqualTo(HttpStatusCode.Forbidden));
        using (var mapped = await _platform.PutAsJsonAsync($"/api/v1/teams/directories/{Elsewhere.ToUpperInvariant()}", new { tenant = "shop" }, cancellationToken))
        {
            Assert.That(mapped.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(await StatusAsync("rosa", Elsewhere, cancellationToken), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await TenantOfAsync("rosa", cancellationToken), Is.EqualTo("shop"));
        using (var taken = await _platform.PutAsJsonAsync($"/api/v1/teams/directories/{Elsewhere}", new { tenant = "demo" }, cancellationToken))
        {
            await ApiTests.ReadProblemAsync(taken, HttpStatusCode.Conflict, "directory-taken");
        }

        var listed = await _platform.GetFromJsonAsync<JsonElement>("/api/v1/teams/directories", cancellationToken);
        using var removed = await _platform.DeleteAsync($"/api/v1/teams/directories/{Elsewhere}", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(listed.GetProperty("items")[0].GetProperty("directoryId").GetString(), Is.EqualTo(Elsewhere));
        Assert.That(removed.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await StatusAsync("rosa", Elsewhere, cancellationToken), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test, CancelAfter(60_000)]
    public async Task Where_no_guests_are_let_in_only_those_write_who_are_written_down(CancellationToken cancellationToken)
    {
        const string Closed = "dddddddd-0000-0000-0000-000000000004";
        using (await _platform.PutAsJsonAsync($"/api/v1/teams/directories/{Closed}", new { tenant = "demo", admitsGuests = false }, cancellationToken))
        using (await _admin.PutAsJsonAsync($"/api/v1/teams/people/{Closed}/known-person", new { customerId = "ana_silva_1003" }, cancellationToken))
        {
            Assert.That(await StatusAsync("guest-person", Closed, cancellationToken), Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(await StatusAsync("Known-Person", Closed, cancellationToken), Is.EqualTo(HttpStatusCode.OK));
        }

        await _host.Connector.UntilAsync(_ => _host.Of("guest-person").Count == 1, cancellationToken);
        Assert.That(_host.Of("guest-person")[0].Text, Does.StartWith("I am sorry, you have not been set up"));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_written_of_a_person_holds_from_their_next_message_on(CancellationToken cancellationToken)
    {
        await PutAsync("selma", new { customerId = "mara_olsen_1001" }, cancellationToken);
        var answer = await _host.SayAsync("selma", "What is the status of order #W1000001?", cancellationToken);
        await PutAsync("selma", new { isRefused = true }, cancellationToken);
        var refused = await StatusAsync("selma", TeamsHost.Directory, cancellationToken);
        using (await _admin.DeleteAsync($"/api/v1/teams/people/{TeamsHost.Directory}/selma", cancellationToken))
        {
            using var scope = Assert.EnterMultipleScope();
            Assert.That(answer[0].Text, Does.Contain("delivered"), "the customer is known");
            Assert.That(refused, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(await StatusAsync("selma", TeamsHost.Directory, cancellationToken), Is.EqualTo(HttpStatusCode.OK), "the configuration lets guests in");
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Who_decides_is_looked_up_when_somebody_clicks(CancellationToken cancellationToken)
    {
        await _host.SayAsync("ulla", "help", cancellationToken);
        await PutAsync("ulla", new { roles = new[] { "operator" } }, cancellationToken);
        await _host.SayAsync("tom", "I want to return everything from order #W1000004, refund to the original payment method", cancellationToken);
        await _host.Connector.UntilAsync(_ => _host.Of("ulla").Any(sent => sent.Card is not null), cancellationToken);
        var card = _host.Of("ulla").Single(sent => sent.Card is not null);
        await PutAsync("ulla", new { roles = Array.Empty<string>() }, cancellationToken);
        var dismissed = await _host.TakenAsync(_host.Click("ulla", card, 0), cancellationToken);
        await PutAsync("ulla", new { roles = new[] { "admin" } }, cancellationToken);
        var other = _host.Click("ulla", card, 1, "no");
        var promoted = await _host.TakenAsync(other, cancellationToken);
        var approval = (string)card.Data(0)!["approval"]!;
        var acts = (await ReadAuditAsync(cancellationToken)).Where(act => act.Subject == approval).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int?)dismissed!["statusCode"], Is.EqualTo(403));
        Assert.That(promoted!["value"]!.ToJsonString(), Does.Contain("Denied by operator:ulla"));
        Assert.That(acts, Is.EqualTo(new[] { (AuditActs.AccessDenied, "teams:ulla", approval), (AuditActs.ApprovalDecided, "operator:ulla", approval) }));
    }

    [Test, CancelAfter(60_000)]
    public async Task Who_is_refused_and_who_refuses_are_in_the_audit_log(CancellationToken cancellationToken)
    {
        await PutAsync("vera", new { isRefused = true }, cancellationToken);
        await StatusAsync("vera", TeamsHost.Directory, cancellationToken);
        await StatusAsync("vera", TeamsHost.Directory, cancellationToken);
        await StatusAsync("wanda", "eeeeeeee-0000-0000-0000-000000000005", cancellationToken);
        List<(string Act, string Actor, string Subject)> acts;
        do
        {
            acts = await ReadAuditAsync(cancellationToken);
        }
        while (!acts.Any(act => act.Actor == "teams:wanda"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(acts.Where(act => act.Actor == "teams:vera"), Is.EqualTo(new[] { (AuditActs.TeamsRefused, "teams:vera", $"directory {TeamsHost.Directory}") }));
        Assert.That(acts, Has.One.EqualTo((AuditActs.TeamsRefused, "teams:wanda", "directory eeeeeeee-0000-0000-0000-000000000005")));
        Assert.That(acts.Where(act => act.Act == AuditActs.TeamsPersonMapped).Select(act => act.Subject), Has.Some.EndsWith("/vera"));
    }

    [Test]
    public async Task What_is_no_directory_no_role_or_another_tenants_is_refused()
    {
        using var noGuid = await _platform.PutAsJsonAsync("/api/v1/teams/directories/contoso", new { tenant = "demo" });
        using var noTenant = await _platform.PutAsJsonAsync($"/api/v1/teams/directories/{Elsewhere}", new { tenant = "No Such Name" });
        using var noRole = await _admin.PutAsJsonAsync($"/api/v1/teams/people/{TeamsHost.Directory}/xena", new { roles = new[] { "service" } });
        using var noCustomer = await _admin.PutAsJsonAsync($"/api/v1/teams/people/{TeamsHost.Directory}/xena", new { customerId = " " });
        using var stranger = await AsAsync("other", Scopes.ManageTeams);
        using var foreign = await stranger.PutAsJsonAsync($"/api/v1/teams/people/{TeamsHost.Directory}/xena", new { roles = new[] { "operator" } });
        using var mayNot = await _admin.PutAsJsonAsync($"/api/v1/teams/directories/{Elsewhere}", new { tenant = "demo" });
        using var nobody = await _admin.DeleteAsync($"/api/v1/teams/people/{TeamsHost.Directory}/nobody");
        foreach (var bad in new[] { noGuid, noTenant, noRole, noCustomer })
        {
            await ApiTests.ReadProblemAsync(bad, HttpStatusCode.BadRequest, "invalid-request");
        }

        await ApiTests.ReadProblemAsync(foreign, HttpStatusCode.NotFound, "not-found");
        await ApiTests.ReadProblemAsync(nobody, HttpStatusCode.NotFound, "not-found");
        Assert.That(mayNot.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        var people = await stranger.GetFromJsonAsync<JsonElement>("/api/v1/teams/people");
        Assert.That(people.GetProperty("items").GetArrayLength(), Is.Zero, "people of other tenants are nobody's business");
    }

    private async Task PutAsync(string user, object person, CancellationToken cancellationToken)
    {
        using var response = await _admin.PutAsJsonAsync($"/api/v1/teams/people/{TeamsHost.Directory}/{user}", person, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private async Task<HttpStatusCode> StatusAsync(string user, string directory, CancellationToken cancellationToken)
    {
        var message = _host.Message(user, "status");
        message["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = directory } };
        using var response = await _host.PostAsync(message, cancellationToken);
        return response.StatusCode;
    }

    private async Task<HttpClient> AsAsync(string tenant, string scope)
    {
        var (_, text) = await _host.Get<ApiKeyStore>().CreateAsync(tenant, "test", [Roles.Admin], [scope], TimeSpan.FromDays(1), "test", CancellationToken.None);
        var client = new HttpClient { BaseAddress = _host.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", text);
        return client;
    }

    private async Task<string?> TenantOfAsync(string user, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(_host.Database);
        await using var command = database.CreateCommand("SELECT tenant FROM teams.chats WHERE user_id = $1");
        command.Parameters.AddWithValue(user);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<List<(string Act, string Actor, string Subject)>> ReadAuditAsync(CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(_host.Database);
        await using var command = database.CreateCommand("SELECT act, actor, subject FROM security.audit WHERE tenant = 'demo' ORDER BY number");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, string, string)> acts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            acts.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return acts;
    }
}
