using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Telemetry;

/// <summary>What a service that is not a developer's writes on its console, when nobody collects anything else of it.</summary>
internal sealed class JsonLogTests
{
    private const int NoCollector = 3301;
    private const string RequestId = "a-request-of-mine";

    [Test, CancelAfter(120_000)]
    public async Task Every_line_is_JSON_and_has_the_ids_of_what_it_is_about(CancellationToken cancellationToken)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        var environment = issuer.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);
        environment["DOTNET_ENVIRONMENT"] = environment["ASPNETCORE_ENVIRONMENT"] = "Staging";
        environment["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync();
        environment["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Information"; // a line for every request
        environment["Budgets__TenantPerDay"] = "0.000001"; // so that a turn has something to complain of
        foreach (var (name, value) in new[] { ("Model", "offline-rules"), ("Input", "2"), ("Output", "8") })
        {
            environment[$"Prices__Entries__offline-rules__{name}"] = value;
        }

        await using var service = await ServiceProcess.StartAsync(environment, cancellationToken);
        Assert.That(service.HasExited, Is.False, service.Output);
        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", issuer.Token(issuer.Claims(roles: "operator")));
        using var started = await service.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        Assert.That((int)started.StatusCode, Is.EqualTo(201), await started.Content.ReadAsStringAsync(cancellationToken));
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
        using var said = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{id}/messages?wait=30") { Content = JsonContent.Create(new { text = "Where is my order #W1000002?" }) };
        said.Headers.Add("X-Request-Id", RequestId);
        using var answer = await service.Client.SendAsync(said, cancellationToken);
        service.Signal("TERM");
        await service.WaitForExitAsync(cancellationToken);

        var lines = service.Output.Split(Environment.NewLine).Where(line => line.Length > 0).ToList();
        var notJson = lines.Where(line => !IsObject(line)).ToList();
        Assert.That(notJson, Is.Empty);
        var told = lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var ofTheTurn = told.Where(line => IdsOf(line).GetValueOrDefault("Conversation") == id && line.GetProperty("Category").GetString()!.StartsWith("Agent.Processes.", StringComparison.Ordinal)).ToList();
        var ofTheRequest = told.Where(line => IdsOf(line).GetValueOrDefault("RequestId") == RequestId).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(told.Select(line => line.GetProperty("EventId").GetInt32()), Has.Exactly(1).EqualTo(NoCollector), "once, and never again");
        Assert.That(told.Select(line => line.TryGetProperty("Timestamp", out var at) && DateTimeOffset.TryParse(at.GetString(), out _)), Has.All.True);
        Assert.That(ofTheTurn, Is.Not.Empty, "a refused call and a hand-over were to be told");
        Assert.That(ofTheTurn.Select(line => (IdsOf(line).GetValueOrDefault("Tenant"), IdsOf(line).GetValueOrDefault("Turn"))), Has.All.EqualTo(("demo", "t1")));
        Assert.That(ofTheRequest, Is.Not.Empty);
        Assert.That(ofTheRequest.Select(line => IdsOf(line).GetValueOrDefault("TraceId")), Has.All.Length.EqualTo(32));
    }

    private static bool IsObject(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(line).ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The ids in a line's scopes.</summary>
    private static Dictionary<string, string> IdsOf(JsonElement line)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var scope in line.TryGetProperty("Scopes", out var scopes) ? scopes.EnumerateArray().ToArray() : [])
        {
            foreach (var id in scope.ValueKind is JsonValueKind.Object ? scope.EnumerateObject().ToArray() : [])
            {
                ids[id.Name] = id.Value.ToString();
            }
        }

        return ids;
    }
}
