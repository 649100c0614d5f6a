using Agent.Host.Commands;
using Agent.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Tests;

/// <summary>The service's HTTP edge on a real port, in front of scripted conversations.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app, ScriptedConversations conversations)
    {
        (_app, Conversations) = (app, conversations);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ScriptedConversations Conversations { get; }

    public HttpClient Client { get; }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts it in Development on a fresh database, unless the configuration says otherwise.</summary>
    public static async Task<ApiHost> StartAsync(params string[] configuration)
    {
        var conversations = new ScriptedConversations();
        var app = ServeCommand.Build(
            ["--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", await PostgresFixture.CreateDatabaseAsync(),
             "--Model:Provider", "offline", .. configuration],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.RemoveAll<IConversations>();
                builder.Services.AddSingleton<IConversations>(conversations);
                builder.Services.RemoveAll<IApprovals>();
                builder.Services.AddSingleton<IApprovals>(conversations);
                builder.Services.RemoveAll<ITimeTravel>();
                builder.Services.AddSingleton<ITimeTravel>(new ScriptedTimeTravel(conversations));
                // The runtime's own background work has no part in a test of the edge.
                foreach (var worker in builder.Services.Where(IsWorkerOfTheRuntime).ToArray())
                    builder.Services.Remove(worker);
            });
        await ServeCommand.StartAsync(app);
        return new(app, conversations);
    }

    /// <summary>Tells the service to end, as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static bool IsWorkerOfTheRuntime(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType?.Assembly == typeof(IConversations).Assembly || service.ImplementationFactory?.Method.Module.Assembly == typeof(IConversations).Assembly);
}
