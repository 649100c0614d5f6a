using System.Net;
using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Usage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Host.Api;

internal sealed class UsageAnomaliesApiTests : ApiTests
{
    private static readonly DateOnly s_today = DateOnly.FromDateTime(DateTime.UtcNow);

    [Test]
    public async Task They_are_listed_latest_first_and_only_the_caller_s_tenant_s()
    {
        await AddAsync("demo", "first", s_today.AddDays(-3), minutesAgo: 9);
        await AddAsync("demo", "second", s_today, minutesAgo: 1);
        await AddAsync("demo", "long ago", s_today.AddDays(-50), minutesAgo: 5);
        await AddAsync("other", "not ours", s_today, minutesAgo: 0);
        var items = await ListAsync("");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(items.Select(item => item.GetProperty("subject").GetString()), Is.EqualTo(["second", "first"]));
        Assert.That(items[0].GetRawText(), Does.StartWith($$"""{"scope":"conversation","subject":"second","day":"{{s_today:yyyy-MM-dd}}","measure":"tokens","value":9.5,"usual":2,"limit":4,"samples":40,"cause":"volume","foundAt":"""));
        Assert.That((await ListAsync("?limit=1")).Select(item => item.GetProperty("subject").GetString()), Is.EqualTo(["second"]));
        Assert.That((await ListAsync($"?from={s_today.AddDays(-60):yyyy-MM-dd}&to={s_today.AddDays(-40):yyyy-MM-dd}")).Select(item => item.GetProperty("subject").GetString()), Is.EqualTo(["long ago"]));
    }

    [TestCase("?limit=0", "limit")]
    [TestCase("?from=yesterday", "from")]
    [TestCase("?from=2026-11-21&to=2026-11-20", "from")]
    public async Task A_question_that_cannot_be_meant_is_refused(string query, string field)
    {
        using var response = await Host.Client.GetAsync("/api/v1/usage/anomalies" + query);
        var problem = await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.That(problem.GetProperty("errors").TryGetProperty(field, out _), Is.True);
    }

    private async Task<List<JsonElement>> ListAsync(string query)
    {
        using var response = await Host.Client.GetAsync("/api/v1/usage/anomalies" + query);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return [.. (await ReadAsync(response)).GetProperty("items").EnumerateArray()];
    }

    private async Task AddAsync(string tenant, string subject, DateOnly day, int minutesAgo)
    {
        await using var context = await Host.Get<IDbContextFactory<AgentDbContext>>().CreateDbContextAsync();
        context.Add(new AnomalyEntity
        {
            Tenant = tenant, Day = day, Scope = "conversation", Subject = subject, Measure = "tokens", Value = 9.5, Usual = 2, RangeEnd = 4, Samples = 40, Cause = "volume",
            FoundAt = DateTime.UtcNow.AddMinutes(-minutesAgo),
        });
        await context.SaveChangesAsync();
    }
}
