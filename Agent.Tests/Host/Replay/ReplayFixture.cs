using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host;
using Agent.Host.Database;
using Agent.Host.Replay.Command;
using Agent.Plugins.BackOffice;
using Agent.Tests.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agent.Tests.Host.Replay;

/// <summary>The program that replays, on a database of its own, as the command line composes it.</summary>
internal sealed class ReplayFixture : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReplayFixture(WebApplication app, string connectionString) => (_app, ConnectionString) = (app, connectionString);

    public string ConnectionString { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>A folder that goes away with the fixture.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("agent-replay-").FullName;

    public NpgsqlDataSource Database => _app.Services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<ReplayFixture> StartAsync(params string[] retailTenants) => await OpenAsync(await PostgresFixture.CreateDatabaseAsync(), retailTenants);

    /// <summary>The same on a database that is there already.</summary>
    public static Task<ReplayFixture> OpenAsync(string connectionString, params string[] retailTenants) => OpenAsync(connectionString, _ => { }, [], retailTenants);

    /// <summary>The same with services and settings of the test's own.</summary>
    public static async Task<ReplayFixture> OpenAsync(string connectionString, Action<IServiceCollection> configure, string[] settings, params string[] retailTenants)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--ConnectionStrings:Agent", connectionString, "--Model:Provider", "offline", "--environment", "Development", .. settings], ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        configure(builder.Services);
        var app = builder.Build();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync();
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        foreach (var tenant in retailTenants)
        {
            await app.Services.GetRequiredService<BackOfficeDatabase>().ImportTauRetailAsync(RetailRecordings.DatabaseFolder, tenant);
        }

        return new(app, connectionString);
    }

    /// <summary>Runs the command.</summary>
    /// <returns>Its exit code and its words.</returns>
    public async Task<(int Code, string Output)> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        await using var output = new StringWriter();
        var code = await ReplayCommand.RunAsync(Services, ReplayArguments.Parse(args), output, cancellationToken);
        await TestContext.Out.WriteLineAsync(output.ToString());
        return (code, output.ToString());
    }

    /// <summary>Runs the command with a report, and reads that.</summary>
    public async Task<JsonNode> ReportAsync(CancellationToken cancellationToken, params string[] args)
    {
        var folder = Path.Combine(Folder, Guid.NewGuid().ToString("n"));
        await RunAsync(cancellationToken, [.. args, "--report", folder]);
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json"), cancellationToken))!;
    }

    /// <summary>Writes a file of recordings.</summary>
    public string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>A recording in few words: a customer's message, calls with their answers, and an answer.</summary>
    public static string Recording(string id, string tenant, string customer, string text, params (string Tool, object Arguments, string Result)[] calls)
    {
        var messages = new JsonArray { new JsonObject { ["role"] = "user", ["content"] = text } };
        foreach (var (tool, arguments, result) in calls)
        {
            var call = $"call_{messages.Count}";
            messages.Add(new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = null,
                ["tool_calls"] = new JsonArray(new JsonObject
                {
                    ["id"] = call, ["type"] = "function", ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = JsonSerializer.Serialize(arguments) },
                }),
            });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call, ["name"] = tool, ["content"] = result });
        }

        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = "There you are." });
        return new JsonObject { ["id"] = id, ["tenant"] = tenant, ["customer"] = customer, ["messages"] = messages }.ToJsonString();
    }

    public async Task<T?> ReadAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
