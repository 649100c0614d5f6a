using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agent.Benchmarks.Http;

/// <summary>What a request costs that does nothing but insert a row: a process of its own, as the service is.</summary>
internal static class BareEndpoint
{
    public const string Verb = "http-bare";
    public const string Path = "/insert";

    public static async Task<int> RunAsync(string connectionString, string url)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 2, MaxPoolSize = 50 }.ConnectionString);
        await using (var create = database.CreateCommand("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body text NOT NULL, at timestamptz NOT NULL DEFAULT now())"))
        {
            await create.ExecuteNonQueryAsync();
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }); // which is watched: not wherever it was started
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost(Path, async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            await using var insert = database.CreateCommand("INSERT INTO bare (body) VALUES ($1) RETURNING id");
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = await reader.ReadToEndAsync() });
            return Results.Ok(new Dictionary<string, object?> { ["id"] = await insert.ExecuteScalarAsync() });
        });
        await app.RunAsync();
        return 0;
    }
}
