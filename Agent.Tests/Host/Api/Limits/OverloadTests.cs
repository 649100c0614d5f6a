using System.Net;
using System.Net.Http.Json;
using Agent.Host.Api.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Api.Limits;

internal sealed class OverloadTests
{
    [Test, CancelAfter(60_000)]
    public async Task What_is_too_much_is_told_to_come_back_while_health_answers_and_what_runs_goes_on(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Limits:MaxConcurrentRequests", "1");
        using var started = await host.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        var end = new TaskCompletionSource();
        host.Conversations.MayEnd = end.Task;
        var held = host.Client.PostAsJsonAsync($"{started.Headers.Location}/messages", new { text = "hello" }, cancellationToken);
        while (host.Conversations.Accepted.Count == 0)
            await Task.Delay(10, cancellationToken);
        using var refused = await host.Client.GetAsync("/api/v1/workflows", cancellationToken);
        using var live = await host.Client.GetAsync("/health/live", cancellationToken);
        end.SetResult();
        using var answered = await held;
        using var again = await host.Client.GetAsync("/api/v1/workflows", cancellationToken);
        await ApiTests.ReadProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "overloaded");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answered.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test, CancelAfter(60_000)]
    public async Task Before_memory_runs_out_requests_are_told_to_come_back(CancellationToken cancellationToken)
    {
        var used = 0.9;
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton(new MemoryGauge { Read = () => used }));
        using var refused = await host.Client.GetAsync("/api/v1/workflows", cancellationToken);
        used = 0.5;
        using var again = await host.Client.GetAsync("/api/v1/workflows", cancellationToken);
        await ApiTests.ReadProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "overloaded");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(new MemoryGauge().Read(), Is.GreaterThan(0).And.LessThan(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task Headers_beyond_the_limit_are_refused(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Limits:MaxHeaderBytes", "2048");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/workflows");
        request.Headers.Add("X-Long", new string('x', 4000));
        using var refused = await host.Client.SendAsync(request, cancellationToken);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.RequestHeaderFieldsTooLarge));
    }
}
