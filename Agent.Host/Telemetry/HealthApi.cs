using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Agent.Host.Telemetry;

/// <summary>The addresses an orchestrator asks: is it alive, may it have traffic, has it started.</summary>
internal static class HealthApi
{
    private const string Ready = "ready";

    public static void AddAgentHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [Ready]).AddCheck<DrainHealthCheck>("replica", tags: [Ready])
            .AddCheck<SignalHealthCheck>("signals", tags: [Ready]).AddCheck<ToolSourceHealthCheck>("tools", tags: [Ready]);

    /// <summary>What a tool server without conversations depends on.</summary>
    public static void AddToolHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [Ready]).AddCheck<DrainHealthCheck>("replica", tags: [Ready]);

    public static void MapAgentHealth(this WebApplication app)
    {
        // Alive depends on nothing: a restart of this process would not bring a lost database back.
        app.MapHealthChecks("/health/live", Options(_ => false));
        app.MapHealthChecks("/health/ready", Options(check => check.Tags.Contains(Ready)));
        // Nobody can ask before the migrations are done and the server listens.
        app.MapHealthChecks("/health/startup", Options(_ => false));
    }

    private static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> predicate) => new() { Predicate = predicate, ResponseWriter = WriteAsync };

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString().ToLowerInvariant());
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
            json.WriteString(name, entry.Description ?? entry.Status.ToString().ToLowerInvariant());
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
